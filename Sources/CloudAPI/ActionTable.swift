// SPDX-License-Identifier: Apache-2.0

/// The actions that are served.
package struct ActionTable: Sendable {
    /// Every action: adding one is a line here and a file in `Actions/`.
    package static let actions: [any Action.Type] = [
        CreateRecordTask.self,
        StopRecordTask.self,
        DeleteRecordTask.self,
        DescribeRecordTask.self,
        CreateLiveRecord.self,
        StopLiveRecord.self,
        DeleteLiveRecord.self,
        CreateLiveRecordTemplate.self,
        ModifyLiveRecordTemplate.self,
        DeleteLiveRecordTemplate.self,
        DescribeLiveRecordTemplate.self,
        DescribeLiveRecordTemplates.self,
        CreateLiveRecordRule.self,
        DeleteLiveRecordRule.self,
        DescribeLiveRecordRules.self,
        DescribeConcurrentRecordStreamNum.self,
        AddLiveDomain.self,
        DescribeLivePushAuthKey.self,
        ModifyLivePushAuthKey.self,
        DeleteLiveDomain.self,
        EnableLiveDomain.self,
        ForbidLiveDomain.self,
        DescribeLiveDomain.self,
        DescribeLiveDomains.self,
        DescribeLivePlayAuthKey.self,
        ModifyLivePlayAuthKey.self,
        DescribeLiveStreamState.self,
        DescribeLiveStreamOnlineList.self,
        DescribeLiveStreamPublishedList.self,
        DescribeLiveStreamEventList.self,
        DropLiveStream.self,
        ForbidLiveStream.self,
        ResumeLiveStream.self,
        CreateLiveCallbackTemplate.self,
        CreateLiveCallbackRule.self,
        ModifyLiveCallbackTemplate.self,
        DeleteLiveCallbackTemplate.self,
        DescribeLiveCallbackTemplate.self,
        DescribeLiveCallbackTemplates.self,
        DeleteLiveCallbackRule.self,
        DescribeLiveCallbackRules.self,
        DescribeCallbackRecordsList.self,
        DescribeMediaInfos.self,
        SearchMedia.self,
        DeleteMedia.self,
        ModifyMediaInfo.self,
    ]

    private let types: [Service: [String: any Action.Type]]

    package init() {
        var types: [Service: [String: any Action.Type]] = [:]
        for action in Self.actions {
            types[action.definition.service, default: [:]][action.definition.name] = action
        }
        self.types = types
    }

    /// The action that is addressed.
    ///
    /// Throws `NoSuchProduct`, `NoSuchVersion`, `InvalidAction`, or `UnsupportedOperation` for an official action that is
    /// not served.
    package func action(named name: String, service: String, version: String) throws(APIFault) -> any Action.Type {
        guard let product = Service(rawValue: service) else {
            throw APIFault(
                .noSuchProduct, "The product `\(service)` does not exist.", chinese: "产品 `\(service)` 不存在。")
        }
        guard version == product.version else {
            throw APIFault(
                .noSuchVersion, "The specified api version=`\(version)` does not exist in service=`\(service)`.",
                chinese: "产品 `\(service)` 不存在版本 `\(version)`。")
        }
        if let action = types[product]?[name] { return action }
        guard !product.officialActions.contains(name) else {
            throw APIFault(
                .unsupportedOperation, "The action `\(name)` is not served here.", chinese: "此服务不支持接口 `\(name)`。")
        }
        throw APIFault(
            .invalidAction,
            "The request action=`\(name)` is invalid or not found in service=`\(service)` and version=`\(version)`.",
            chinese: "产品 `\(service)` 版本 `\(version)` 不存在接口 `\(name)`。")
    }
}
