// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Finds recorded files (reference: companion-api, section 8).
package struct SearchMedia: Action {
    package static let definition = ActionDefinition(
        name: "SearchMedia", service: .vod, requestsPerSecond: 100,
        errors: [
            .invalidParameterValue, .categoriesValue, .classIDsValue, .endTimeValue, .fileIDsValue, .namePrefixesValue,
            .namesValue, .offsetValue, .sortValue, .sourceTypesValue, .startTimeValue, .streamIDsValue, .tagsValue,
            .textValue,
        ],
        documentedErrors: ErrorCode.library.union([
            .internalError, .internalMediaListUnread, .categoriesValue, .classIDsValue, .endTimeValue, .fileIDsValue,
            .namePrefixesValue, .namesValue, .offsetValue, .sortValue, .sourceTypeValue, .sourceTypesValue,
            .startTimeValue, .storageRegionsValue, .streamIDsValue, .subAppIDValue, .tagsValue, .textValue, .typesValue,
            .vidsValue, .limitExceeded,
        ]),
        limits: [
            "`Offset` and `Limit` add up to at most \(maximumResults); without `Limit` there are \(defaultLimit).",
            "`Sort.Field` is CreateTime, `Sort.Order` Asc or Desc.",
        ])

    /// What `Offset` and `Limit` may add up to, and the most that `TotalCount` says.
    package static let maximumResults = 5_000
    private static let defaultLimit: UInt64 = 10

    private let query: MediaQuery
    private let filters: [String]
    private let sort: (field: String, order: String)?
    private let offset: UInt64
    private let limit: UInt64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        query = try MediaQuery(&parameters)
        filters = try parameters.strings("Filters")
        sort = try parameters.object("Sort") { (members) throws(APIFault) -> (String, String) in
            (try members.requiredString("Field"), try members.requiredString("Order"))
        }
        offset = try parameters.integer("Offset") ?? 0
        limit = try parameters.integer("Limit") ?? Self.defaultLimit
        // There is one media library; whichever sub-application is named, it is this one.
        _ = try parameters.integer("SubAppId", as: UInt64.self)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let sections = try MediaSection.parameter(filters)
        let maximum = UInt64(Self.maximumResults)
        guard offset <= maximum, limit <= maximum, offset + limit <= maximum else { throw APIFault(.offsetValue) }
        var total = 0
        var files: [RecordedFile] = []
        if var selection = try query.selection() {
            selection.filter.newestFirst = try newestFirst()
            (total, files) = try await selection.files(
                in: context.catalogue, offset: Int(offset), limit: Int(limit))
        }
        return [
            "TotalCount": .integer(min(total, Self.maximumResults)),
            "MediaInfoSet": .list(files.map { MediaInfo(file: $0, publicURL: context.publicURL).json(sections) }),
        ]
    }

    /// Without a wish the newest file comes first.
    private func newestFirst() throws(APIFault) -> Bool {
        guard let sort else { return true }
        guard sort.field == "CreateTime" else {
            throw .value(sort.field.prefix(64), of: "Sort.Field", code: .sortValue)
        }
        switch sort.order {
        case "Asc": return false
        case "Desc": return true
        case let order: throw .value(order.prefix(64), of: "Sort.Order", code: .sortValue)
        }
    }
}
