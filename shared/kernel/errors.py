"""Every error that people or programs may meet, with its stable code and HTTP status.

AppError
├── InvalidInputError 400           ├── ConflictError 409
├── UnauthenticatedError 401        │   ├── SettingsChangedError
│   ├── AccessTokenExpiredError     │   └── BatchChangedError
│   ├── LoginEndedError             ├── PayloadTooLargeError 413
│   ├── RefreshRejectedError        ├── RateLimitedError 429
│   └── GrantRevokedError           └── UnavailableError 503
├── ForbiddenError 403                  ├── DiscordUnavailableError
│   ├── CsrfError                       ├── BotUnavailableError
│   ├── GuildForbiddenError             ├── StoreUnavailableError
│   ├── PermissionMissingError          └── BotTimeoutError 504
│   └── RoleTooHighError
├── NotFoundError 404
│   ├── RouteNotFoundError
│   └── UnknownActionError
├── MethodNotAllowedError 405, UnsupportedMediaTypeError 415
├── SealBrokenError 500, SegmentUnreadableError 500
├── LoginStateError 400, LoginSessionError 400, AccessDeniedError 400
"""

from typing import ClassVar


class AppError(Exception):
    """What went wrong, for people (`message`), for programs (`code`) and for HTTP (`status`)."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    message: ClassVar[str] = "Something went wrong on our side. Please try again."

    def __init__(
        self,
        message: str | None = None,
        *,
        details: dict[str, object] | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        super().__init__(message or self.message)
        self.details = details
        self.retry_after_seconds = retry_after_seconds


class SealBrokenError(AppError):
    """What we encrypted cannot be opened: another key, another owner, or changed bytes."""

    code, message = "seal_broken", "Something that we stored cannot be read any more."


class SegmentUnreadableError(AppError):
    """A stored segment's bytes are not what we wrote."""

    code, message = "segment_unreadable", "Some stored events cannot be read any more."


class InvalidInputError(AppError):
    code, status, message = "invalid_input", 400, "The request is not in the expected form."


class LoginStateError(AppError):
    code, status, message = "state_invalid", 400, "This login was not started in this browser, or took too long."


class LoginSessionError(AppError):
    code, status, message = "session_invalid", 400, "This login was used already, or took too long."


class AccessDeniedError(AppError):
    code, status, message = "access_denied", 400, "The login was cancelled on Discord."


class UnauthenticatedError(AppError):
    code, status, message = "unauthenticated", 401, "Please log in."


class AccessTokenExpiredError(UnauthenticatedError):
    code, message = "access_token_expired", "The access token has expired; refresh it."


class LoginEndedError(UnauthenticatedError):
    code, message = "login_ended", "This login was ended. Please log in again."


class RefreshRejectedError(UnauthenticatedError):
    code, message = "refresh_rejected", "This login has ended. Please log in again."


class GrantRevokedError(UnauthenticatedError):
    code, message = "discord_grant_revoked", "Discord no longer lets us act for you. Please log in again."


class ForbiddenError(AppError):
    code, status, message = "forbidden", 403, "You may not do this."


class CsrfError(ForbiddenError):
    code, message = "csrf_rejected", "The request did not come from our own page."


class GuildForbiddenError(ForbiddenError):
    code, message = "guild_forbidden", "You have no access to this server."


class PermissionMissingError(ForbiddenError):
    code, message = "permission_missing", "Your roles on this server do not let you do this."


class RoleTooHighError(ForbiddenError):
    code, message = "role_too_high", "This role is not below your own highest one."


class NotFoundError(AppError):
    code, status, message = "not_found", 404, "There is no such thing."


class RouteNotFoundError(NotFoundError):
    code, message = "route_not_found", "There is no such route."


class UnknownActionError(NotFoundError):
    code, message = "unknown_action", "There is no such action."


class MethodNotAllowedError(AppError):
    code, status, message = "method_not_allowed", 405, "This route does not know this method."


class UnsupportedMediaTypeError(AppError):
    code, status, message = "unsupported_media_type", 415, "The request is not JSON."


class ConflictError(AppError):
    code, status, message = "conflict", 409, "Something else changed this first."


class SettingsChangedError(ConflictError):
    code, message = "settings_changed", "Somebody else changed these settings; reload them first."


class BatchChangedError(ConflictError):
    code, message = "batch_changed", "A batch of this id was committed with other events."


class PayloadTooLargeError(AppError):
    code, status, message = "payload_too_large", 413, "The request is too large."


class RateLimitedError(AppError):
    code, status, message = "rate_limited", 429, "Too many requests; please wait a moment."


class UnavailableError(AppError):
    code, status, message = "unavailable", 503, "This is not available at the moment. Please try again."


class DiscordUnavailableError(UnavailableError):
    code, message = "discord_unavailable", "Discord does not answer at the moment. Please try again."


class BotUnavailableError(UnavailableError):
    code, message = "bot_unavailable", "The bot is not connected at the moment."


class StoreUnavailableError(UnavailableError):
    code, message = "store_unavailable", "Our store does not answer at the moment. Please try again."


class BotTimeoutError(UnavailableError):
    code, status, message = "bot_timeout", 504, "The bot did not answer in time."
