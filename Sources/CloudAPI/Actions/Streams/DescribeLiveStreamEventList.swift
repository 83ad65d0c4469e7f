// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Lists pushes that ended in a window, refused ones too (reference: companion-api, section 3).
package struct DescribeLiveStreamEventList: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveStreamEventList", service: .live, requestsPerSecond: 300, errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.serviceStates.union([
            .failedOperation, .callOtherServiceFailed, .internalError, .invalidParameterValue, .missingParameter,
            .userNotExist,
        ]),
        limits: ["`PageSize` is 1 to 100."] + HistoryQuery.limits)

    private let domainName: String?
    private let query: HistoryQuery
    private let isFilter: Int64?
    private let isStrict: Int64?
    private let isAscending: Int64?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        domainName = try parameters.string("DomainName")
        query = try HistoryQuery(&parameters)
        isFilter = try parameters.integer("IsFilter")
        isStrict = try parameters.integer("IsStrict")
        isAscending = try parameters.integer("IsAsc")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        var filter = try query.filter(domain: domainName, at: context.now)
        filter.isAdmittedOnly = try isFilter.isOn("IsFilter")
        filter.isStreamExact = try isStrict.isOn("IsStrict")
        filter.newestFirst = try !isAscending.isOn("IsAsc")
        let (pushes, members) = try await query.pushes(matching: filter, sizes: 1...100, in: context.catalogue)
        let list = JSONValue.list(pushes.map { $0.json(hidesPrivate: true) })
        return JSONObject(members: [.init(name: "EventList", value: list)] + members)
    }
}
