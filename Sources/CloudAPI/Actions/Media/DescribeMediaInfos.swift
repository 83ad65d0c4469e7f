// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Describes recorded files by their ids (reference: companion-api, section 8).
package struct DescribeMediaInfos: Action {
    package static let definition = ActionDefinition(
        name: "DescribeMediaInfos", service: .vod, requestsPerSecond: 100,
        errors: [.invalidParameterValue, .fileIDsEmpty, .fileIDsOverLimit],
        documentedErrors: ErrorCode.library.union([
            .internalError, .internalMediaListUnread, .invalidParameter, .appIDValue, .fileIDsValue, .fileIDsEmpty,
            .fileIDsOverLimit,
        ]),
        limits: [
            "`FileIds` names at most \(maximumFileIDs) files."
        ])

    /// Ids in one request.
    package static let maximumFileIDs = 20

    private let fileIDs: [String]
    private let filters: [String]

    package init(_ parameters: inout Parameters) throws(APIFault) {
        fileIDs = try parameters.requiredStrings("FileIds")
        filters = try parameters.strings("Filters")
        // There is one media library; whichever sub-application is named, it is this one.
        _ = try parameters.integer("SubAppId", as: UInt64.self)
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard !fileIDs.isEmpty else { throw APIFault(.fileIDsEmpty) }
        guard fileIDs.count <= Self.maximumFileIDs else { throw APIFault(.fileIDsOverLimit) }
        let sections = try MediaSection.parameter(filters)
        let files = try await context.catalogue.files(ids: fileIDs)
        let found = Set(files.map(\.id))
        return [
            "MediaInfoSet": .list(
                files.map { MediaInfo(file: $0, publicURL: context.publicURL).json(sections) }),
            "NotExistFileIdSet": .strings(fileIDs.filter { !found.contains($0) }),
        ]
    }
}
