// SPDX-License-Identifier: Apache-2.0

/// The codes that actions of a kind list together; a definition adds its own (reference: recording-api, sections 0 to
/// 10, companion-api, sections 1 to 8, both after the official SDKs).
extension ErrorCode {
    /// What every action of `live` lists: the states of the account.
    package static let serviceStates: Set<ErrorCode> = [
        .serviceForbidden, .serviceFrozen, .serviceStopped, .userDisabled,
    ]

    /// CreateRecordTask and its kin.
    static let recordTasks = serviceStates.union([
        .internalError, .internalConfigUnread, .internalNetwork, .invalidParameter, .unsupportedOperation,
    ])

    /// CreateLiveRecord and its kin.
    static let liveRecords = serviceStates.union([
        .internalError, .internalConfigUnread, .internalNetwork, .invalidParameter, .invalidParameterValue,
        .channelNotFound,
    ])

    /// Templates and rules for recordings, and templates for callbacks (the base set of recording-api, 6.8, without
    /// the one code that making a rule lacks).
    static let configurations = serviceStates.union(wrongParameters).union([
        .internalError, .internalArgumentsNotMatched, .internalConfigurationInUse, .internalConfigurationNotFound,
        .internalInput, .internalNotFound, .ruleAlreadyExists, .internalRuleInUse,
    ])

    /// Templates for callbacks.
    static let callbackTemplates = configurations.union([
        .internalRuleNotFound, .configurationInUse, .notFound, .cosFileName, .invalidVodFileName,
    ])

    /// Rules for callbacks.
    static let callbackRules = serviceStates.union(wrongParameters).union([.internalError, .notLiveCodeMode])

    /// Streams that are live.
    static let streams = serviceStates.union(wrongParameters).union([
        .callOtherServiceFailed, .internalError, .internalCallOtherServiceFailed, .internalConfigMissing,
        .internalAccountID, .internalStreamInfoUnread, .internalUpstreamInfoUnread, .internalNotPermitted,
        .internalStreamStatus, .internalUpdateData, .userNotExist,
    ])

    /// Domains, and the keys of their pushes and plays.
    static let domains = serviceStates.union([.internalError, .internalDatabase])

    /// The media library.
    static let library: Set<ErrorCode> = [.failedOperation, .vodUserInvalid, .unauthorizedOperation]

    /// What is listed together by most actions that list any of it.
    static let wrongParameters: Set<ErrorCode> = [.invalidParameter, .invalidParameterValue, .missingParameter]
}
