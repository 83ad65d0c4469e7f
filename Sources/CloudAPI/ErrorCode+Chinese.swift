// SPDX-License-Identifier: Apache-2.0

extension ErrorCode {
    /// What an answer in Chinese says where nothing more exact is known.
    ///
    /// Codes that only name a parameter share a sentence; a code without one of its own says what its family does.
    package var chineseSentence: String {
        let parts = rawValue.split(separator: ".", maxSplits: 1)
        if let own = Self.chineseSentences[rawValue] { return own }
        if parts.count == 2, parts[0] == "InvalidParameterValue" { return "参数 `\(parts[1])` 的取值不正确。" }
        return Self.chineseSentences[String(parts[0])] ?? "请求失败。"
    }

    private static let chineseSentences = [
        "AuthFailure": "鉴权失败。",
        "AuthFailure.InvalidAuthorization": "请求头部的 `Authorization` 不符合规范。",
        "AuthFailure.SecretIdNotFound": "密钥不存在，请检查 SecretId 是否正确。",
        "AuthFailure.SignatureExpire": "签名已过期，请使用本地时间并开启 NTP 校时。",
        "AuthFailure.SignatureFailure": "签名错误，请检查签名的计算过程与密钥。",
        "AuthFailure.TokenFailure": "token 错误：此服务不支持临时密钥。",
        "FailedOperation": "操作失败。",
        "FailedOperation.ConfInUsed": "模板已被规则使用。",
        "FailedOperation.DeleteDomainInLockedTime": "域名近两日内有推流，暂不能删除。",
        "FailedOperation.DomainAdded": "域名已添加。",
        "FailedOperation.HostOutLimit": "域名数量已达上限。",
        "FailedOperation.InvalidVodUser": "该账号没有媒体库。",
        "FailedOperation.NotFound": "记录不存在。",
        "FailedOperation.RuleAlreadyExist": "该域名、推流路径与流已有规则。",
        "InternalError": "内部错误，请重试。",
        "InternalError.ConfNotFound": "模板不存在。",
        "InternalError.ConfOutLimit": "模板数量已达上限。",
        "InternalError.RuleAlreadyExist": "该域名与推流路径已有规则。",
        "InvalidAction": "接口不存在。",
        "InvalidParameter": "参数错误。",
        "InvalidParameter.ArgsNotMatch": "模板名称不正确。",
        "InvalidParameter.ConfNotFound": "模板不存在。",
        "InvalidParameter.DomainFormatError": "域名格式不正确。",
        "InvalidParameter.DomainTooLong": "域名过长。",
        "InvalidParameter.InvalidVodFileName": "录制文件名格式不正确。",
        "InvalidParameter.UrlNotSafe": "回调地址不是可以调用的 http 或 https 地址。",
        "InvalidParameterValue": "参数取值错误。",
        "InvalidParameterValue.AddKeyFrameDescsAndClearKeyFrameDescsConflict":
            "`AddKeyFrameDescs` 与 `ClearKeyFrameDescs` 不能同时使用。",
        "InvalidParameterValue.AddKeyFrameDescsAndDeleteKeyFrameDescsConflict":
            "`AddKeyFrameDescs` 与 `DeleteKeyFrameDescs` 不能含有相同的时间偏移。",
        "InvalidParameterValue.AddTagsAndClearTagsConflict": "`AddTags` 与 `ClearTags` 不能同时使用。",
        "InvalidParameterValue.AddTagsAndDeleteTagsConflict": "`AddTags` 与 `DeleteTags` 不能含有相同的标签。",
        "InvalidParameterValue.FileIdsEmpty": "`FileIds` 为空。",
        "InvalidParameterValue.FileIdsOverLimit": "`FileIds` 超过 20 个。",
        "InvalidParameterValue.ImageDecodeError": "`CoverData` 不是 Base64 编码的 gif、jpeg 或 png 图片。",
        "InvalidParameterValue.KeyFrameDescContentTooLong": "打点内容超过 128 个字符。",
        "InvalidParameterValue.Offset": "`Offset` 与 `Limit` 之和超过 5000。",
        "InvalidParameterValue.TagTooLong": "标签超过 32 个字符。",
        "InvalidRequest": "multipart 请求体格式不正确。",
        "LimitExceeded": "超过配额限制。",
        "LimitExceeded.KeyFrameDescCountReachMax": "一个文件最多 100 个打点。",
        "LimitExceeded.MaximumRunningTask": "运行中的任务数已达上限。",
        "LimitExceeded.MaximumTask": "今日创建的任务数已达上限。",
        "LimitExceeded.TagCountReachMax": "一个文件最多 16 个标签。",
        "MissingParameter": "缺少必要参数。",
        "NoSuchProduct": "产品不存在。",
        "NoSuchVersion": "接口版本不存在。",
        "RequestLimitExceeded": "请求次数超过频率限制。",
        "RequestSizeLimitExceeded": "请求包过大。",
        "ResourceInUse": "资源被占用。",
        "ResourceInsufficient": "资源不足。",
        "ResourceNotFound": "资源不存在。",
        "ResourceNotFound.ChannelNotExist": "该流没有录制任务。",
        "ResourceNotFound.DomainNoRecord": "域名不存在。",
        "ResourceNotFound.DomainNotExist": "域名不存在。",
        "ResourceNotFound.FileNotExist": "文件不存在。",
        "ResourceNotFound.ForbidService": "服务已被封禁。",
        "ResourceNotFound.FreezeService": "服务已被冻结。",
        "ResourceNotFound.PlayDomainNoRecord": "播放域名不存在。",
        "ResourceNotFound.PushDomainNoRecord": "推流域名不存在。",
        "ResourceNotFound.StopService": "服务已停用。",
        "ResourceNotFound.TaskId": "该 `TaskId` 没有录制任务。",
        "ResourceNotFound.UserDisableService": "用户已停用服务。",
        "ResourceUnavailable": "资源不可用。",
        "ResourceUnavailable.InvalidVodStatus": "媒体库未开通。",
        "ResourceUnavailable.StreamNotExist": "该流没有在推流。",
        "ResponseSizeLimitExceeded": "返回包过大。",
        "UnauthorizedOperation": "未授权操作。",
        "UnknownParameter": "未知参数。",
        "UnsupportedOperation": "操作不支持。",
        "UnsupportedProtocol": "仅支持 GET，以及 JSON、multipart 或表单的 POST 请求。",
        "UnsupportedRegion": "接口不支持该地域。",
    ]
}
