// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Lists the pushes to a domain that ended in a window, newest first (reference: companion-api, section 3).
package struct DescribeLiveStreamPublishedList: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveStreamPublishedList", service: .live, requestsPerSecond: 500,
        errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.streams.union([.failedOperation]),
        limits: ["`PageSize` is 10 to 100."] + HistoryQuery.limits)

    private let domainName: String
    private let query: HistoryQuery

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.requiredString("DomainName")
        query = try HistoryQuery(&parameters)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard !domainName.isEmpty else { throw APIFault.value("", of: "DomainName") }
        var filter = try query.filter(domain: domainName, at: context.now)
        // What was refused was never published.
        filter.isAdmittedOnly = true
        let (pushes, members) = try await query.pushes(matching: filter, sizes: 10...100, in: context.catalogue)
        let list = JSONValue.list(pushes.map { $0.json(hidesPrivate: false) })
        return JSONObject(members: [.init(name: "PublishInfo", value: list)] + members)
    }
}
