// SPDX-License-Identifier: Apache-2.0

extension ErrorCode {
    /// What any call can be answered with, before its action looks at a value (reference: api3-protocol, section 6).
    package static let common: [ErrorCode] = [
        .invalidAuthorization, .secretIDNotFound, .signatureExpire, .signatureFailure, .tokenFailure, .internalError,
        .invalidAction, .invalidParameter, .invalidRequest, .missingParameter, .noSuchProduct, .noSuchVersion,
        .requestLimitExceeded, .requestSizeLimitExceeded, .responseSizeLimitExceeded, .unknownParameter,
        .unsupportedOperation, .unsupportedProtocol, .unsupportedRegion,
    ]
}

extension Service {
    /// What every action of the service answers in some state of the account.
    package var accountErrors: [ErrorCode] {
        switch self {
        case .live: [.serviceForbidden, .serviceFrozen, .serviceStopped, .userDisabled]
        case .vod: [.vodUserInvalid]
        }
    }
}
