// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Lists the streams that are live (reference: companion-api, section 3).
package struct DescribeLiveStreamOnlineList: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveStreamOnlineList", service: .live, requestsPerSecond: 500, errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.streams,
        limits: [
            "`PageSize` is 10 to 300000; names are exact."
        ])

    private let domainName: String?
    private let appName: String?
    private let streamName: String?
    private let page: Page

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.string("DomainName")
        appName = try parameters.string("AppName")
        streamName = try parameters.string("StreamName")
        page = try Page(&parameters)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let (offset, size) = try page.checked(sizes: 10...300_000)
        let domain = domainName.filter?.lowercased()
        let live = await context.streams.publications().filter { publication in
            let key = publication.key
            return (domain ?? key.domain) == key.domain && (appName.filter ?? key.application) == key.application
                && (streamName.filter ?? key.stream) == key.stream
        }
        var answer = JSONObject(members: page.members(total: live.count))
        answer.members.append(
            .init(name: "OnlineInfo", value: .list(live.dropFirst(offset).prefix(size).map(\.onlineInfo))))
        return answer
    }
}

extension Publication {
    /// `StreamOnlineInfo` of the document; a stream has one push here.
    fileprivate var onlineInfo: JSONValue {
        .object([
            "StreamName": .string(key.stream),
            "PublishTimeList": .list([.object(["PublishTime": .string(APITime.text(begun))])]),
            "AppName": .string(key.application), "DomainName": .string(key.domain), "PushToDelay": 0,
        ])
    }
}
