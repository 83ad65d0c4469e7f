// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// The conditions of `SearchMedia` as they were sent; a file must meet every one that is given.
package struct MediaQuery: Sendable {
    /// `TimeRange`.
    private struct Range {
        var after: String?
        var before: String?

        init(_ members: inout Parameters) throws(APIFault) {
            after = try members.string("After")
            before = try members.string("Before")
        }
    }

    private let fileIDs: [String]
    private let names: [String]
    private let namePrefixes: [String]
    private let descriptions: [String]
    private let classIDs: [Int64]
    private let tags: [String]
    private let categories: [String]
    private let sourceTypes: [String]
    private let streamIDs: [String]
    private let streamDomains: [String]
    private let streamPaths: [String]
    private let mediaTypes: [String]
    private let statuses: [String]
    private let storageRegions: [String]
    private let storageClasses: [String]
    private let text: String?
    private let created: Range?
    private let expires: Range?
    private let startTime: String?
    private let endTime: String?
    /// Whether something is asked for that no recording has: a review, a TRTC room, a knowledge base.
    private let asksForAbsent: Bool

    package init(_ parameters: inout Parameters) throws(APIFault) {
        fileIDs = try parameters.strings("FileIds")
        names = try parameters.strings("Names")
        namePrefixes = try parameters.strings("NamePrefixes")
        descriptions = try parameters.strings("Descriptions")
        classIDs = try parameters.integers("ClassIds")
        tags = try parameters.strings("Tags")
        categories = try parameters.strings("Categories")
        sourceTypes = try parameters.strings("SourceTypes") + [parameters.string("SourceType")].given
        streamIDs = try parameters.strings("StreamIds") + [parameters.string("StreamId")].given
        streamDomains = try parameters.strings("StreamDomains")
        streamPaths = try parameters.strings("StreamPaths")
        mediaTypes = try parameters.strings("MediaTypes")
        statuses = try parameters.strings("Status")
        storageRegions = try parameters.strings("StorageRegions")
        storageClasses = try parameters.strings("StorageClasses")
        text = try parameters.string("Text")
        created = try parameters.object("CreateTime", read: Range.init)
        expires = try parameters.object("ExpireTime", read: Range.init)
        startTime = try parameters.string("StartTime")
        endTime = try parameters.string("EndTime")
        let reviews = try parameters.strings("ReviewResults")
        let rooms = try parameters.strings("TrtcRoomIds")
        let applications = try parameters.integers("TrtcSdkAppIds", as: UInt64.self)
        let bases = try parameters.strings("KnowledgeBases")
        asksForAbsent =
            !rooms.isEmpty || !applications.isEmpty || !bases.isEmpty
            || !(reviews.isEmpty || reviews.contains("notModerated"))
        // Without effect, says the document.
        _ = try parameters.strings("Vids")
        _ = try parameters.string("Vid")
    }

    /// What to look for, or nil when no recording can meet the conditions; throws `InvalidParameterValue` and its kin.
    package func selection() throws(APIFault) -> MediaSelection? {
        try checkCounts()
        var filter = RecordedFileFilter()
        filter.ids = fileIDs
        filter.titlePrefixes = namePrefixes
        filter.streams = streamIDs
        filter.domains = streamDomains.map { $0.lowercased() }
        filter.applications = streamPaths
        // A file of this second is found by its second, so the last one counts whole.
        let (after, before) = (
            try time(created?.after, "CreateTime.After"), try time(created?.before, "CreateTime.Before")
        )
        let (start, end) = (
            try time(startTime, "StartTime", .startTimeValue), try time(endTime, "EndTime", .endTimeValue)
        )
        filter.createdAfter = after ?? start
        filter.createdBefore =
            (before?.microseconds).map { WallTime(microseconds: $0 + 999_999) }
            ?? (end?.microseconds).map { WallTime(microseconds: $0 - 1) }
        guard matchesEveryRecording else { return nil }
        return MediaSelection(
            filter: filter, names: names, text: text ?? "", categories: Set(categories), types: Set(mediaTypes),
            descriptions: descriptions, classIDs: Set(classIDs), tags: Set(tags),
            expiresAfter: try time(expires?.after, "ExpireTime.After"),
            expiresBefore: try time(expires?.before, "ExpireTime.Before"))
    }

    /// The conditions whose answer is the same for every recording.
    private var matchesEveryRecording: Bool {
        !asksForAbsent && storageRegions.isEmpty && sourceTypes.allows("Record") && statuses.allows("Normal")
            && storageClasses.allows("STANDARD")
    }

    /// The lengths of lists that the document gives.
    private func checkCounts() throws(APIFault) {
        let limits: [(String, Int, Int, ErrorCode)] = [
            ("FileIds", fileIDs.count, 10, .fileIDsValue), ("Names", names.count, 10, .namesValue),
            ("NamePrefixes", namePrefixes.count, 10, .namePrefixesValue),
            ("Descriptions", descriptions.count, 10, .invalidParameterValue),
            ("ClassIds", classIDs.count, 10, .classIDsValue), ("Tags", tags.count, 16, .tagsValue),
            ("SourceTypes", sourceTypes.count, 10, .sourceTypesValue),
            ("StreamIds", streamIDs.count, 10, .streamIDsValue),
            ("StreamDomains", streamDomains.count, 10, .invalidParameterValue),
            ("StreamPaths", streamPaths.count, 10, .invalidParameterValue),
            ("MediaTypes", mediaTypes.count, 10, .invalidParameterValue),
        ]
        for (name, count, limit, code) in limits where count > limit {
            throw APIFault(code, "The parameter `\(name)` has more than \(limit) elements.")
        }
        for category in categories where !["Video", "Audio", "Image"].contains(category) {
            throw .value(category.prefix(64), of: "Categories", code: .categoriesValue)
        }
        guard (text ?? "").count <= 64 else { throw APIFault(.textValue, "`Text` is longer than 64 characters.") }
    }

    private func time(
        _ text: String?, _ name: String, _ code: ErrorCode = .invalidParameterValue
    ) throws(APIFault) -> WallTime? {
        guard let text, !text.isEmpty else { return nil }
        guard let time = APITime.time(text) else { throw .value(text.prefix(64), of: name, code: code) }
        return time
    }
}

extension [String?] {
    /// The texts that were given and say something.
    fileprivate var given: [String] { compactMap { $0 }.filter { !$0.isEmpty } }
}

extension [String] {
    /// Whether a value is among these, or nothing is asked for.
    fileprivate func allows(_ value: String) -> Bool { isEmpty || contains(value) }
}
