// SPDX-License-Identifier: Apache-2.0

/// The actions that are served.
package struct ActionTable: Sendable {
    /// Every action: adding one is a line here and a file in `Actions/`.
    package static let actions: [any Action.Type] = [
        CreateRecordTask.self,
        StopRecordTask.self,
        DeleteRecordTask.self,
        DescribeRecordTask.self,
        CreateLiveRecordTemplate.self,
        DescribeLiveRecordTemplate.self,
        DescribeLiveRecordTemplates.self,
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

    /// The action that is addressed; throws `NoSuchProduct`, `NoSuchVersion` or `InvalidAction`.
    package func action(named name: String, service: String, version: String) throws(APIFault) -> any Action.Type {
        guard let product = Service(rawValue: service) else {
            throw APIFault(.noSuchProduct, "The product `\(service)` does not exist.")
        }
        guard version == product.version else {
            throw APIFault(
                .noSuchVersion, "The specified api version=`\(version)` does not exist in service=`\(service)`.")
        }
        guard let action = types[product]?[name] else {
            throw APIFault(
                .invalidAction,
                "The request action=`\(name)` is invalid or not found in service=`\(service)` and "
                    + "version=`\(version)`.")
        }
        return action
    }
}
