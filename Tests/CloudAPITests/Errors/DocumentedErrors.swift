// SPDX-License-Identifier: Apache-2.0

/// The error codes that the documents list for each action (the official Go SDK 1.3.166's comments, which are the
/// lists of recording-api, sections 1 to 10, and companion-api, sections 1 to 8).
enum DocumentedErrors {
    /// The codes of an action.
    static func codes(of action: String) -> Set<String> { codes(in: lists[action, default: ""]) }

    /// The codes of a list.
    static func codes(in list: String) -> Set<String> {
        var codes: Set<String> = []
        var family: String?
        for word in list.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if word == "S4" {
                for state in ["ForbidService", "FreezeService", "StopService", "UserDisableService"] {
                    codes.insert("ResourceNotFound.\(state)")
                }
                continue
            }
            var name = word.filter { $0 != "}" }
            if let brace = name.firstIndex(of: "{") {
                family = String(name[..<brace])
                name.removeSubrange(...brace)
            }
            codes.insert((family ?? "") + name)
            if word.hasSuffix("}") { family = nil }
        }
        return codes
    }

    /// `A.{B C}` is `A.B` and `A.C`; `S4` are the four states of the service that nearly every action lists.
    static let lists = [
        "CreateRecordTask": """
        InternalError InternalError.{GetConfigError NetworkError} InvalidParameter LimitExceeded.MaximumRunningTask
        ResourceUnavailable.InvalidVodStatus UnsupportedOperation S4
        """,
        "StopRecordTask": """
        InternalError InternalError.{GetConfigError NetworkError SystemError} InvalidParameter
        ResourceUnavailable.InvalidVodStatus UnsupportedOperation S4
        """,
        "DeleteRecordTask": """
        InternalError InternalError.{GetConfigError NetworkError} InvalidParameter
        ResourceUnavailable.InvalidVodStatus UnsupportedOperation S4
        """,
        "DescribeRecordTask":
            "InternalError InternalError.{GetConfigError NetworkError} InvalidParameter UnsupportedOperation S4",
        "CreateLiveRecord": """
        InternalError InternalError.{GetConfigError NetworkError} InvalidParameter InvalidParameterValue
        LimitExceeded.{MaximumRunningTask MaximumTask} ResourceNotFound.ChannelNotExist
        ResourceUnavailable.{InvalidVodStatus StreamNotExist} S4
        """,
        "StopLiveRecord": """
        InternalError InternalError.{GetConfigError NetworkError} InvalidParameter InvalidParameterValue
        MissingParameter ResourceNotFound.{ChannelNotExist TaskId} S4
        """,
        "DeleteLiveRecord": """
        FailedOperation.AlterTaskState InternalError InternalError.{GetConfigError NetworkError} InvalidParameter
        InvalidParameterValue MissingParameter ResourceNotFound.{ChannelNotExist TaskId} S4
        """,
        "CreateLiveRecordTemplate": """
        FailedOperation.NotFound InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound ConfOutLimit
        InvalidInput NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter
        InvalidParameter.InvalidVodFileName InvalidParameterValue MissingParameter
        UnsupportedOperation.NotLVBCodeMode S4
        """,
        "ModifyLiveRecordTemplate": """
        FailedOperation.NotFound InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound InvalidInput
        NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter InvalidParameter.InvalidVodFileName
        InvalidParameterValue MissingParameter S4
        """,
        "DeleteLiveRecordTemplate": """
        FailedOperation.ConfInUsed InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound InvalidInput
        NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter InvalidParameterValue MissingParameter
        S4
        """,
        "DescribeLiveRecordTemplate": """
        FailedOperation.NotFound InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound InvalidInput
        NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter InvalidParameterValue MissingParameter
        S4
        """,
        "DescribeLiveRecordTemplates": """
        InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound InvalidInput NotFound RuleAlreadyExist
        RuleInUsing RuleNotFound} InvalidParameter InvalidParameterValue MissingParameter S4
        """,
        "CreateLiveRecordRule": """
        FailedOperation.RuleAlreadyExist InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound
        InvalidInput NotFound RuleAlreadyExist RuleInUsing} InvalidParameter InvalidParameter.{ConfNotFound
        DomainFormatError} InvalidParameterValue MissingParameter S4
        """,
        "DeleteLiveRecordRule": """
        FailedOperation.NotFound InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound InvalidInput
        NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter InvalidParameter.DomainFormatError
        InvalidParameterValue MissingParameter S4
        """,
        "DescribeLiveRecordRules": """
        InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound InvalidInput NotFound RuleAlreadyExist
        RuleInUsing RuleNotFound} InvalidParameter InvalidParameterValue MissingParameter S4
        """,
        "DescribeConcurrentRecordStreamNum":
            "FailedOperation InternalError InvalidParameterValue MissingParameter S4",
        "AddLiveDomain": """
        FailedOperation FailedOperation.{CallOtherSvrFailed DeleteDomainInLockedTime DomainAdded DomainGslbFail
        DomainNeedRealName DomainNeedVerifyOwner HostOutLimit ParentDomainAdded SubDomainAdded} InternalError
        InternalError.{ChineseCharacterDetected ConnectDbError DBError DomainAlreadyExist DomainFormatError
        DomainGslbFail DomainIsFamous DomainIsLimited DomainNoRecord DomainTooLong InvalidInput InvalidUser
        NetworkError} InvalidParameter InvalidParameter.{DomainAlreadyExist DomainFormatError DomainHitBlackList
        DomainIsFamous DomainIsLimited DomainTooLong MpHostDelete MpPluginNoUse} ResourceNotFound.{DomainNoRecord
        InvalidUser} S4
        """,
        "DescribeLivePushAuthKey": """
        InternalError InternalError.{ConnectDbError DBError PushDomainNoRecord} InvalidParameter
        InvalidParameterValue MissingParameter ResourceNotFound.PushDomainNoRecord S4
        """,
        "ModifyLivePushAuthKey": """
        InternalError InternalError.{ConnectDbError DBError PushDomainNoRecord} InvalidParameter
        InvalidParameterValue MissingParameter ResourceNotFound.PushDomainNoRecord S4
        """,
        "DeleteLiveDomain": """
        FailedOperation FailedOperation.{DeleteDomainInLockedTime JiFeiNoEnoughFund NotFound TagUnbindError}
        InternalError InternalError.{ConnectDbError DBError NetworkError} InvalidParameter.{DomainAlreadyExist
        DomainFormatError DomainIsLimited} ResourceNotFound.DomainNotExist S4
        """,
        "EnableLiveDomain": """
        FailedOperation.SdkNoPackage InternalError InternalError.{ConnectDbError DBError}
        InvalidParameter.{CloudDomainIsStop DomainFormatError DomainHitBlackList} ResourceNotFound
        ResourceNotFound.{DomainNoRecord InvalidUser} S4
        """,
        "ForbidLiveDomain":
            "InternalError InternalError.{ConnectDbError DBError} ResourceNotFound S4",
        "DescribeLiveDomain": """
        InternalError InternalError.{ConnectDbError DBError DomainNotExist} InvalidParameter InvalidParameterValue
        MissingParameter ResourceNotFound.DomainNotExist S4
        """,
        "DescribeLiveDomains": """
        FailedOperation.CallOtherSvrFailed InternalError InternalError.{ConnectDbError DBError GetBizidError}
        ResourceNotFound.{EmptyData InvalidUser} S4
        """,
        "DescribeLivePlayAuthKey": """
        InternalError InternalError.{ConnectDbError DBError PlayDomainNoRecord} InvalidParameter
        InvalidParameterValue MissingParameter ResourceNotFound.PlayDomainNoRecord S4
        """,
        "ModifyLivePlayAuthKey": """
        InternalError InternalError.{DBError PlayDomainNoRecord} InvalidParameter InvalidParameterValue
        MissingParameter ResourceNotFound.PlayDomainNoRecord S4
        """,
        "DescribeLiveStreamState": """
        FailedOperation FailedOperation.CallOtherSvrFailed InternalError InternalError.{CallOtherSvrError
        ConfigNotExist GetBizidError GetStreamInfoError GetUpstreamInfoError NotPermmitOperat StreamStatusError
        UpdateDataError} InvalidParameter InvalidParameterValue MissingParameter ResourceNotFound.UserNotExist S4
        """,
        "DescribeLiveStreamOnlineList": """
        FailedOperation.CallOtherSvrFailed InternalError InternalError.{CallOtherSvrError ConfigNotExist
        GetBizidError GetStreamInfoError GetUpstreamInfoError NotPermmitOperat StreamStatusError UpdateDataError}
        InvalidParameter InvalidParameterValue MissingParameter ResourceNotFound.UserNotExist S4
        """,
        "DescribeLiveStreamPublishedList": """
        FailedOperation FailedOperation.CallOtherSvrFailed InternalError InternalError.{CallOtherSvrError
        ConfigNotExist GetBizidError GetStreamInfoError GetUpstreamInfoError NotPermmitOperat StreamStatusError
        UpdateDataError} InvalidParameter InvalidParameterValue MissingParameter ResourceNotFound.UserNotExist S4
        """,
        "DescribeLiveStreamEventList": """
        FailedOperation FailedOperation.CallOtherSvrFailed InternalError InvalidParameterValue MissingParameter
        ResourceNotFound.UserNotExist S4
        """,
        "DropLiveStream": """
        FailedOperation FailedOperation.CallOtherSvrFailed InternalError InternalError.{CallOtherSvrError
        ConfigNotExist GetBizidError GetStreamInfoError GetUpstreamInfoError NotPermmitOperat StreamStatusError
        UpdateDataError} InvalidParameter InvalidParameterValue MissingParameter ResourceNotFound.UserNotExist S4
        """,
        "ForbidLiveStream": """
        FailedOperation FailedOperation.CallOtherSvrFailed InternalError InternalError.{CallOtherSvrError
        ConfigNotExist GetBizidError GetStreamInfoError GetUpstreamInfoError NotPermmitOperat StreamStatusError
        UpdateDataError} InvalidParameter InvalidParameterValue MissingParameter ResourceNotFound.UserNotExist S4
        """,
        "ResumeLiveStream": """
        FailedOperation FailedOperation.CallOtherSvrFailed InternalError InternalError.{CallOtherSvrError
        ConfigNotExist GetBizidError GetStreamInfoError GetUpstreamInfoError NotPermmitOperat StreamStatusError
        UpdateDataError} InvalidParameter InvalidParameterValue MissingParameter ResourceNotFound.UserNotExist S4
        """,
        "CreateLiveCallbackTemplate": """
        FailedOperation.{ConfInUsed NotFound} InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound
        ConfOutLimit InvalidInput NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter
        InvalidParameter.{ArgsNotMatch COSCustomFileNameError InvalidVodFileName UrlNotSafe} InvalidParameterValue
        MissingParameter UnsupportedOperation.NotLVBCodeMode S4
        """,
        "CreateLiveCallbackRule": """
        InternalError InternalError.ConfNotFound InvalidParameter InvalidParameter.ConfNotFound
        InvalidParameterValue MissingParameter UnsupportedOperation.NotLVBCodeMode S4
        """,
        "ModifyLiveCallbackTemplate": """
        FailedOperation.{ConfInUsed NotFound} InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound
        InvalidInput NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter
        InvalidParameter.{ArgsNotMatch COSCustomFileNameError InvalidVodFileName UrlNotSafe} InvalidParameterValue
        MissingParameter UnsupportedOperation.NotLVBCodeMode S4
        """,
        "DeleteLiveCallbackTemplate": """
        FailedOperation.{ConfInUsed NotFound} InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound
        InvalidInput NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter
        InvalidParameter.{COSCustomFileNameError InvalidVodFileName} InvalidParameterValue MissingParameter S4
        """,
        "DescribeLiveCallbackTemplate": """
        FailedOperation.{ConfInUsed NotFound} InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound
        InvalidInput NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter
        InvalidParameter.{COSCustomFileNameError InvalidVodFileName} InvalidParameterValue MissingParameter S4
        """,
        "DescribeLiveCallbackTemplates": """
        FailedOperation.{ConfInUsed NotFound} InternalError InternalError.{ArgsNotMatch ConfInUsed ConfNotFound
        InvalidInput NotFound RuleAlreadyExist RuleInUsing RuleNotFound} InvalidParameter
        InvalidParameter.{COSCustomFileNameError InvalidVodFileName} InvalidParameterValue MissingParameter
        UnsupportedOperation.NotLVBCodeMode S4
        """,
        "DeleteLiveCallbackRule": """
        FailedOperation.NotFound InternalError InvalidParameter InvalidParameterValue MissingParameter
        UnsupportedOperation.NotLVBCodeMode S4
        """,
        "DescribeLiveCallbackRules":
            "InternalError InvalidParameter InvalidParameterValue MissingParameter UnsupportedOperation.NotLVBCodeMode S4",
        "DescribeCallbackRecordsList":
            "FailedOperation InvalidParameterValue MissingParameter S4",
        "DescribeMediaInfos": """
        FailedOperation FailedOperation.InvalidVodUser InternalError InternalError.GetMediaListError
        InvalidParameter InvalidParameterValue.{AppId FileIds FileIdsEmpty FileIdsOverLimit} UnauthorizedOperation
        """,
        "SearchMedia": """
        FailedOperation FailedOperation.InvalidVodUser InternalError InternalError.GetMediaListError
        InvalidParameterValue.{Categories ClassIds EndTime FileIds NamePrefixes Names Offset Sort SourceType
        SourceTypes StartTime StorageRegions StreamIds SubAppId Tags Text Types Vids} LimitExceeded
        UnauthorizedOperation
        """,
        "DeleteMedia":
            "FailedOperation FailedOperation.InvalidVodUser InternalError ResourceNotFound UnauthorizedOperation",
        "ModifyMediaInfo": """
        FailedOperation FailedOperation.InvalidVodUser InternalError.{GetFileInfoError UpdateMediaError
        UploadCoverImageError} InvalidParameterValue.{AddKeyFrameDescsAndClearKeyFrameDescsConflict
        AddKeyFrameDescsAndDeleteKeyFrameDescsConflict AddTagsAndClearTagsConflict AddTagsAndDeleteTagsConflict
        Description ExpireTime ImageDecodeError KeyFrameDescContentTooLong Name TagTooLong}
        LimitExceeded.{KeyFrameDescCountReachMax TagCountReachMax} ResourceNotFound.FileNotExist
        UnauthorizedOperation
        """,
    ]
}
