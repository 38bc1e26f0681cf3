"""Every error that people or programs may meet, with its stable code and HTTP status.

AppError
├── InvalidInputError 400           ├── ConflictError 409
├── UnauthenticatedError 401        │   ├── SettingsChangedError
│   ├── AccessTokenExpiredError     │   ├── AlreadyUndoneError, NotUndoableError, ChangedSinceError
│   │                               │   └── BatchChangedError, KeyReusedError, RequestRunningError
│   ├── LoginEndedError             ├── StaleViewError 412, PayloadTooLargeError 413
│   ├── RefreshRejectedError        ├── RateLimitedError 429
│   └── GrantRevokedError           │   └── DiscordBusyError
├── ForbiddenError 403              └── UnavailableError 503
│   │                                   ├── DiscordUnavailableError
│   ├── CsrfError                       ├── BotUnavailableError
│   ├── GuildForbiddenError             ├── StoreUnavailableError
│   ├── PermissionMissingError          ├── CommandExpiredError
│   └── RoleTooHighError                └── BotTimeoutError 504
├── NotFoundError 404
│   ├── RouteNotFoundError
│   └── UnknownActionError
├── MethodNotAllowedError 405, UnsupportedMediaTypeError 415
├── SealBrokenError 500, SegmentUnreadableError 500, CommandInterruptedError 500
├── DiscordApiError 502
│   ├── DiscordInvalidError 400, DiscordForbiddenError 403, DiscordNotFoundError 404, DiscordConflictError 409
│   └── DiscordTokenRejectedError 503
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


class CommandInterruptedError(AppError):
    """The worker stopped while it carried a command out; what was done of it, nobody knows."""

    code, message = "command_interrupted", "The bot was interrupted. Look at what was done before you try again."


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


class KeyReusedError(ConflictError):
    code, message = "idempotency_key_reused", "This Idempotency-Key came with another request before."


class RequestRunningError(ConflictError):
    code, message = "request_running", "This very request is being carried out."


class AlreadyUndoneError(ConflictError):
    code, message = "already_undone", "This has been undone already."


class NotUndoableError(ConflictError):
    """`details.why` is the code of what stands in the way."""

    code, message = "not_undoable", "This cannot be undone."


class ChangedSinceError(ConflictError):
    """`details.changed` holds the fields that are not as the action left them, as they are now."""

    code, message = "changed_since", "Something has changed since: undoing this would undo that, too."


class StaleViewError(AppError):
    """`details.current` is the resource as it is now."""

    code, status, message = "stale_view", 412, "Somebody else changed this since you loaded it."


class PayloadTooLargeError(AppError):
    code, status, message = "payload_too_large", 413, "The request is too large."


class RateLimitedError(AppError):
    code, status, message = "rate_limited", 429, "Too many requests; please wait a moment."


class DiscordBusyError(RateLimitedError):
    """Discord would not let us do this within the time that the caller has; nothing was sent."""

    code, message = "discord_busy", "Discord's limits are used up for the moment; please wait."


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


class CommandExpiredError(UnavailableError):
    code, message = "command_expired", "The bot was reached too late, and did nothing."


class DiscordApiError(AppError):
    """Discord refused. `discord_code` is Discord's own (0: none), `fields` its messages by the field's path.

    discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
    """

    code, status, message = "discord_refused", 502, "Discord refused this."

    def __init__(
        self, *, discord_code: int = 0, discord_message: str = "", fields: dict[str, str] | None = None
    ) -> None:
        self.discord_code = discord_code
        self.discord_message = discord_message
        self.fields = fields or {}
        details: dict[str, object] = {"discord_code": discord_code, "discord_message": discord_message}
        super().__init__(details=details | ({"fields": self.fields} if self.fields else {}))


class DiscordInvalidError(DiscordApiError):
    code, status, message = "discord_invalid", 400, "Discord does not accept these values."


class DiscordForbiddenError(DiscordApiError):
    code, status, message = "discord_forbidden", 403, "The bot may not do this on Discord."


class DiscordNotFoundError(DiscordApiError):
    code, status, message = "discord_not_found", 404, "There is no such thing on Discord, or the bot cannot see it."


class DiscordConflictError(DiscordApiError):
    code, status, message = "discord_conflict", 409, "Something else on Discord stands in the way of this."


class DiscordTokenRejectedError(DiscordApiError):
    code, status, message = "discord_token_rejected", 503, "Discord no longer accepts the bot's token."
