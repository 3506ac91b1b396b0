-- Expand: scopes by what they are about. A running gateway of before knows the former names, so both stay.

update api_keys set scopes = scopes || '{jobs:read}' where 'read' = any(scopes);
update api_keys set scopes = scopes || '{jobs:write,assets:write}' where 'write' = any(scopes);
update api_keys set scopes = scopes || '{admin}' where owner_id = 'owner' and scopes @> '{read,write}';
