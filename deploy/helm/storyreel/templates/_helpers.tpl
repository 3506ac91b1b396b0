{{/* The four services, in the order of a film's life. */}}
{{- define "storyreel.services" -}}
gateway storyboard renderer exporter
{{- end }}

{{/* What every object says of itself; with (list . name component). */}}
{{- define "storyreel.labels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ index . 1 }}
app.kubernetes.io/component: {{ index . 2 }}
{{ include "storyreel.common" $root }}
{{- end }}

{{- define "storyreel.common" -}}
app.kubernetes.io/part-of: storyreel
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* A service's image; with (list . service). */}}
{{- define "storyreel.image" -}}
{{- $root := index . 0 -}}
{{- $service := index . 1 -}}
{{- $image := $root.Values.image -}}
{{- $name := printf "%s/%s" $image.repository $service -}}
{{- with $image.registry }}{{ $name = printf "%s/%s" . $name }}{{ end -}}
{{- with (index $root.Values $service).digest -}}
{{ $name }}@{{ . }}
{{- else -}}
{{ $name }}:{{ $image.tag | default $root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* A number as a variable's text: Helm's own would be 2e+09. */}}
{{- define "storyreel.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{/* The data of a ConfigMap of variables. */}}
{{- define "storyreel.variables" -}}
{{- range $name, $value := . }}
{{ $name }}: {{ include "storyreel.text" $value | quote }}
{{- end }}
{{- end }}

{{/* Which variables of a service are secret; with (list . service). */}}
{{- define "storyreel.secrets" -}}
{{- $root := index . 0 -}}
{{- index ($root.Files.Get "files/secrets.yaml" | fromYaml) (index . 1) | toYaml }}
{{- end }}

{{- define "storyreel.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "storyreel.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Who scales a service, or nothing; with (list . service). */}}
{{- define "storyreel.scaled" -}}
{{- $values := (index . 0).Values -}}
{{- if eq (index . 1) "gateway" -}}
{{- if $values.hpa.enabled }}hpa{{ end -}}
{{- else if $values.keda.enabled -}}
keda
{{- end -}}
{{- end }}

{{/* The Secret that has an optional variable; with (list . service variable). */}}
{{- define "storyreel.secretOf" -}}
{{- $values := (index . 0).Values -}}
{{- if and $values.providers.existingSecret (contains "REPLICATE" (index . 2)) -}}
{{ $values.providers.existingSecret }}
{{- else -}}
{{ (index $values (index . 1)).existingSecret }}
{{- end -}}
{{- end }}
