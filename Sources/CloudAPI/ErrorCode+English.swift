// SPDX-License-Identifier: Apache-2.0

extension ErrorCode {
    /// What the answer says where nothing more exact is known.
    package var sentence: String {
        switch self {
        case .invalidAuthorization:
            "The request `Authorization` header does not conform to tencentcloud standards."
        case .secretIDNotFound: "The SecretId is not found, please ensure that your SecretId is correct."
        case .signatureExpire: "The signature is expired, please request again."
        case .signatureFailure:
            "The provided credentials could not be validated. Please check your signature is correct."
        case .tokenFailure: "Temporary credentials are not served here."
        case .configurationInUse: "A rule is bound to the template."
        case .deleteDomainInLockedTime: "The domain was pushed to within the last two days."
        case .domainAdded: "The domain has been added already."
        case .hostOutLimit: "The number of domains has reached its limit."
        case .vodUserInvalid: "The account has no media library."
        case .notFound: "There is no such record."
        case .ruleExists: "There is a rule for this domain, app and stream already."
        case .internalError: "An internal error occurred. Please retry your request."
        case .internalConfigurationNotFound: "There is no such template."
        case .configurationOutOfLimit: "The number of templates has reached its limit."
        case .ruleAlreadyExists: "There is a rule for this domain and app already."
        case .invalidAction: "The request `Action` is invalid or not found."
        case .invalidParameter: "A parameter is not valid."
        case .argumentsNotMatched: "The template name is not valid."
        case .configurationNotFound: "There is no such template."
        case .domainFormat: "The domain name is not well formed."
        case .domainTooLong: "The domain name is too long."
        case .invalidVodFileName: "The file name pattern is not valid."
        case .urlNotSafe: "The callback URL is not an http or https URL that can be called."
        case .invalidParameterValue: "The value of a parameter is not valid."
        case .addMarksAndClearMarks: "`AddKeyFrameDescs` and `ClearKeyFrameDescs` exclude each other."
        case .addMarksAndDeleteMarks: "`AddKeyFrameDescs` and `DeleteKeyFrameDescs` must have no offset in common."
        case .addTagsAndClearTags: "`AddTags` and `ClearTags` exclude each other."
        case .addTagsAndDeleteTags: "`AddTags` and `DeleteTags` must have no tag in common."
        case .categoriesValue: "The value of parameter `Categories` is not valid."
        case .classIDsValue: "The value of parameter `ClassIds` is not valid."
        case .descriptionValue: "The value of parameter `Description` is not valid."
        case .endTimeValue: "The value of parameter `EndTime` is not valid."
        case .expireTimeValue: "The value of parameter `ExpireTime` is not valid."
        case .fileIDsValue: "The value of parameter `FileIds` is not valid."
        case .fileIDsEmpty: "The parameter `FileIds` names no file."
        case .fileIDsOverLimit: "The parameter `FileIds` names more than 20 files."
        case .imageUndecodable: "`CoverData` is not a GIF, JPEG or PNG picture in Base64."
        case .markTooLong: "The content of a mark is longer than 128 characters."
        case .nameValue: "The value of parameter `Name` is not valid."
        case .namePrefixesValue: "The value of parameter `NamePrefixes` is not valid."
        case .namesValue: "The value of parameter `Names` is not valid."
        case .offsetValue: "`Offset` and `Limit` add up to more than 5000."
        case .sortValue: "The value of parameter `Sort` is not valid."
        case .sourceTypesValue: "The value of parameter `SourceTypes` is not valid."
        case .startTimeValue: "The value of parameter `StartTime` is not valid."
        case .streamIDsValue: "The value of parameter `StreamIds` is not valid."
        case .tagTooLong: "A tag is longer than 32 characters."
        case .tagsValue: "The value of parameter `Tags` is not valid."
        case .textValue: "The value of parameter `Text` is not valid."
        case .invalidRequest: "The multipart body is malformed."
        case .tooManyRunningTasks: "The number of running tasks has reached its limit."
        case .tooManyTasks: "The number of tasks made today has reached its limit."
        case .markCountReachMax: "A file can have 100 marks."
        case .tagCountReachMax: "A file can have 16 tags."
        case .missingParameter: "The request is missing a required parameter."
        case .noSuchProduct: "The product does not exist."
        case .noSuchVersion: "The specified api version does not exist."
        case .requestLimitExceeded: "The number of requests exceeds the frequency limit."
        case .requestSizeLimitExceeded: "The request is too large."
        case .responseSizeLimitExceeded: "The answer is larger than 50 MB."
        case .channelNotFound: "There is no record task of this stream."
        case .resourceNotFound: "There is no such resource."
        case .domainNotRecorded, .domainNotExist: "There is no such domain."
        case .fileNotExist: "There is no such file."
        case .serviceForbidden: "The service is forbidden."
        case .serviceFrozen: "The service is frozen."
        case .playDomainNotRecorded: "There is no such play domain."
        case .pushDomainNotRecorded: "There is no such push domain."
        case .serviceStopped: "The service is stopped."
        case .taskIDNotFound: "There is no record task of this `TaskId`."
        case .userDisabled: "The service is disabled for this user."
        case .vodStatusInvalid: "The media library is not activated."
        case .streamNotFound: "The stream is not being pushed."
        case .unknownParameter: "A parameter is not recognized."
        case .unsupportedOperation: "The operation is not supported."
        case .unsupportedProtocol:
            "Only GET, and POST with a body in JSON, in parts or of a form, are served."
        case .unsupportedRegion: "The action not support this region."
        // What happens in no server of one's own: answered only where the operator asks for it, so no more is known.
        case .failedOperation, .alterTaskStateFailed, .callOtherServiceFailed, .domainSchedulingFailed,
            .domainNeedsRealName, .domainNeedsVerifiedOwner, .notEnoughFunds, .parentDomainAdded, .noSDKPackage,
            .subdomainAdded, .tagUnbindFailed:
            "The operation failed."
        case .internalArgumentsNotMatched, .internalCallOtherServiceFailed, .internalChineseCharacter,
            .internalConfigurationInUse, .internalConfigMissing, .internalDatabaseConnection, .internalDatabase,
            .internalDomainExists, .internalDomainFormat, .internalDomainScheduling, .internalDomainFamous,
            .internalDomainLimited, .internalDomainNotRecorded, .internalDomainNotExist, .internalDomainTooLong,
            .internalAccountID, .internalConfigUnread, .internalFileInfoUnread, .internalMediaListUnread,
            .internalStreamInfoUnread, .internalUpstreamInfoUnread, .internalInput, .internalUser, .internalNetwork,
            .internalNotFound, .internalNotPermitted, .internalPlayDomainNotRecorded, .internalPushDomainNotRecorded,
            .internalRuleInUse, .internalRuleNotFound, .internalStreamStatus, .internalSystem, .internalUpdateData,
            .internalUpdateMedia, .internalUploadCover:
            "An internal error occurred. Please retry your request."
        case .cosFileName, .cloudDomainStopped, .domainExists, .domainBlacklisted, .domainFamous, .domainLimited,
            .miniProgramHostDeleted, .miniProgramPluginUnused:
            "A parameter is not valid."
        case .appIDValue, .sourceTypeValue, .storageRegionsValue, .subAppIDValue, .typesValue, .vidsValue:
            "The value of a parameter is not valid."
        case .limitExceeded: "A quota has been reached."
        case .emptyData, .invalidUser, .userNotExist: "There is no such resource."
        case .unauthorizedOperation: "The operation is not authorized."
        case .notLiveCodeMode: "The operation is not supported."
        }
    }
}
