// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// The members that the two lists of past pushes have in common (reference: companion-api, section 3).
struct HistoryQuery {
    /// Rows that can be reached at all.
    private static let maximumRows = 10_000
    /// Seconds that the window may span: the longest month.
    private static let maximumSpan: Int64 = 31 * 24 * 3_600
    /// Seconds by which a caller's clock may be ahead, as for signatures.
    private static let skew: Int64 = 300

    /// What the values have to keep to.
    static let limits = [
        "Times are like `2018-12-29T19:00:00Z`; the window is at most two months back and \(maximumSpan / 86_400) days long.",
        "The first \(maximumRows) entries can be had.",
    ]

    let page: Page
    private let startTime: String
    private let endTime: String
    private let appName: String?
    private let streamName: String?

    init(_ parameters: inout Parameters) throws(APIFault) {
        startTime = try parameters.requiredString("StartTime")
        endTime = try parameters.requiredString("EndTime")
        appName = try parameters.string("AppName")
        streamName = try parameters.string("StreamName")
        page = try Page(&parameters)
    }

    /// What to look for; throws `InvalidParameterValue`.
    func filter(domain: String?, at now: WallTime) throws(APIFault) -> PushFilter {
        let start = try time(startTime, "StartTime")
        let end = try time(endTime, "EndTime")
        guard start <= end else { throw APIFault(.invalidParameterValue, "`StartTime` is after `EndTime`.") }
        guard start.microseconds >= now.microseconds - HistoryLimits.pushes else {
            throw .value(startTime.prefix(64), of: "StartTime", rule: "It must be within the last two months.")
        }
        guard end.seconds <= now.seconds + Self.skew else {
            throw .value(endTime.prefix(64), of: "EndTime", rule: "It must not be in the future.")
        }
        guard end.seconds - start.seconds <= Self.maximumSpan else {
            throw APIFault(.invalidParameterValue, "`StartTime` and `EndTime` are more than a month apart.")
        }
        // A push that ended within the last second of the window ended within the window.
        var filter = PushFilter(window: start...WallTime(microseconds: end.microseconds + 999_999))
        filter.domain = domain.filter?.lowercased()
        filter.application = appName.filter
        filter.stream = streamName.filter
        return filter
    }

    /// The page's rows and the members that tell of it; throws `InvalidParameterValue`.
    func pushes(
        matching filter: PushFilter, sizes: ClosedRange<UInt64>, in catalogue: any Catalogue
    ) async throws -> (pushes: [PushRecord], members: [JSONObject.Member]) {
        let (offset, size) = try page.checked(sizes: sizes)
        guard offset < Self.maximumRows else {
            throw APIFault(.invalidParameterValue, "Only the first \(Self.maximumRows) entries can be had.")
        }
        let found = try await catalogue.pushes(
            matching: filter, offset: offset, limit: min(size, Self.maximumRows - offset))
        return (found.pushes, page.members(total: found.total))
    }

    private func time(_ text: String, _ name: String) throws(APIFault) -> WallTime {
        guard let time = APITime.time(text) else {
            throw .value(text.prefix(64), of: name, rule: "It must be a time like 2018-12-29T19:00:00Z.")
        }
        return time
    }
}
