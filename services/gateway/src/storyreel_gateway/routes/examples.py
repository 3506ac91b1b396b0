"""One example of every model, by its name; a test holds each against its schema."""

from typing import Any

_JOB = "0198c0de-1f00-7a3b-8c4d-5e6f70819203"
_EXPORT = "0198c0de-9b00-7f21-a0b1-c2d3e4f50617"
_URL = f"/api/v2/jobs/{_JOB}"
_MADE, _CHANGED = "2026-01-31T12:00:00Z", "2026-01-31T12:00:04.250Z"
_PROGRESS = {
    "current_stage": "storyboard_ready",
    "scenes_total": 1,
    "scenes_completed": 1,
    "current_scene": None,
    "estimated_completion_seconds": None,
    "message": "Waiting for approval",
    "percent": 100.0,
}
_SCENE = {
    "scene_number": 1,
    "description": "A lighthouse keeper climbs the stairs as the storm begins.",
    "duration": 5.0,
    "image_prompt": "A lighthouse keeper on a spiral staircase, storm light, cinematic, wide shot",
}
_ENTRY = {"scene": _SCENE, "image_url": f"{_URL}/scenes/1/image", "generation_status": "completed", "error": None}

EXAMPLES: dict[str, dict[str, Any]] = {
    "GenerationRequest": {
        "prompt": "A lighthouse keeper's last night: storm, doubt, and a ship saved at dawn.",
        "duration": 30,
        "style": "watercolour",
        "aspect_ratio": "16:9",
        "client_id": "spring-campaign",
    },
    "RefineRequest": {"scene_number": 1, "new_image_prompt": "The same staircase by moonlight, seen from below"},
    "ReorderRequest": {"scene_order": [2, 1, 3, 4, 5, 6]},
    "BatchRequest": {
        "requests": [
            {"prompt": "A lighthouse keeper's last night: storm, doubt, and a ship saved at dawn.", "duration": 30},
            {"prompt": "The ship's side of it: a light that goes out, and comes back.", "duration": 30},
        ],
        "max_cost_usd": 20,
        "client_id": "spring-campaign",
    },
    "KeyRequest": {"name": "build server", "scopes": ["jobs:read", "jobs:write"], "expires_in_days": 90},
    "ShareRequest": {"what": "storyboard", "expires_in": 86400},
    "EndpointRequest": {"url": "https://hooks.storyreel.example/events"},
    "RenderOptions": {"captions": True, "audio": "bed"},
    "JobResponse": {
        "job_id": _JOB,
        "status": "storyboard_ready",
        "progress": _PROGRESS,
        "storyboard": [_ENTRY],
        "video_url": None,
        "estimated_cost": 0.0,
        "actual_cost": 0.0,
        "created_at": _MADE,
        "updated_at": _CHANGED,
        "approved": False,
        "error_message": None,
        "version": 6,
        "storyboard_version": 1,
        "error": None,
        "provider": "animatic",
        "refinements_left": 5,
        "links": {
            "self": _URL,
            "events": f"{_URL}/events",
            "metadata": f"{_URL}/metadata",
            "approve": f"{_URL}/approve",
        },
    },
    "ExportResponse": {
        "export_id": _EXPORT,
        "job_id": _JOB,
        "format": "webm",
        "quality": "high",
        "status": "completed",
        "url": f"{_URL}/export?format=webm&quality=high",
        "size": 4182011,
        "error_message": None,
    },
    "CacheStats": {"hits": 970, "misses": 30, "errors": 0, "hit_rate": 0.97, "ttl_seconds": 30, "connected": True},
    "ProblemDetails": {
        "type": "/errors#storyboard_not_approved",
        "title": "Storyboard not approved",
        "status": 409,
        "detail": "The storyboard is not approved. POST to …/approve once it is storyboard_ready.",
        "instance": f"{_URL}/render",
        "code": "storyboard_not_approved",
        "request_id": "8c1f4a90d3b7e2650f1a",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    },
}
