// SPDX-License-Identifier: Apache-2.0

/// A part of a file's description; the raw values are the API's `Filters` (reference: companion-api, section 8).
package enum MediaSection: String, Hashable, Sendable, CaseIterable {
    case basicInfo
    case metaData
    case transcodeInfo
    case animatedGraphicsInfo
    case sampleSnapshotInfo
    case imageSpriteInfo
    case snapshotByTimeOffsetInfo
    case keyFrameDescInfo
    case adaptiveDynamicStreamingInfo
    case miniProgramReviewInfo
    case subtitleInfo
    case reviewInfo
    case mpsAiMediaInfo
    case knowledgeBasesInfo

    /// The sections that `Filters` asks for; none named are all.
    ///
    /// Throws `InvalidParameterValue`.
    package static func parameter(_ filters: [String]) throws(APIFault) -> Set<MediaSection> {
        guard !filters.isEmpty else { return Set(allCases) }
        var sections: Set<MediaSection> = []
        for filter in filters {
            guard let section = MediaSection(rawValue: filter) else {
                throw .value(filter.prefix(64), of: "Filters")
            }
            sections.insert(section)
        }
        return sections
    }
}
