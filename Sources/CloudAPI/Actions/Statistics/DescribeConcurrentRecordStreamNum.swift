// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Tells how many recordings went on at once, every five minutes (reference: recording-api, section 10).
package struct DescribeConcurrentRecordStreamNum: Action {
    package static let definition = ActionDefinition(
        name: "DescribeConcurrentRecordStreamNum", service: .live, requestsPerSecond: 20,
        errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.serviceStates.union([
            .failedOperation, .internalError, .invalidParameterValue, .missingParameter,
        ]),
        limits: [
            "`LiveType` is NormalLive or SlowLive; `MainlandOrOversea` is Mainland, Oversea or empty.",
            "`StartTime` is at most \(history / 86_400) days back, `EndTime` at most \(maximumSpan / 86_400) days behind it.",
            "`PushDomains` names at most \(maximumDomains) domains.",
            "There is a point every \(interval) seconds.",
        ])

    /// Seconds from point to point.
    package static let interval: Int64 = 300
    /// Seconds back to which there are points.
    private static let history: Int64 = 180 * 24 * 3_600
    /// Seconds that the asked window may span.
    private static let maximumSpan: Int64 = 31 * 24 * 3_600
    /// Domains that may be asked for.
    private static let maximumDomains = 1_000

    private let liveType: String
    private let startTime: String
    private let endTime: String
    private let mainlandOrOversea: String?
    private let pushDomains: [String]

    package init(_ parameters: inout Parameters) throws(APIFault) {
        liveType = try parameters.requiredString("LiveType")
        startTime = try parameters.requiredString("StartTime")
        endTime = try parameters.requiredString("EndTime")
        mainlandOrOversea = try parameters.string("MainlandOrOversea")
        pushDomains = try parameters.strings("PushDomains")
    }

    /// Points lie within the window and not ahead of now.
    ///
    /// This server stands in one place, which counts as mainland.
    package func run(in context: ActionContext) async throws -> JSONObject {
        let isDelayLive = try isDelayLive()
        let isOversea = try isOversea()
        let window = try window(at: context.now)
        guard pushDomains.count <= Self.maximumDomains else {
            throw APIFault(.invalidParameterValue, "`PushDomains` names more than \(Self.maximumDomains) domains.")
        }
        // The last point's interval may reach behind the window.
        let last = window.upperBound.advanced(by: .seconds(Self.interval))
        let spans =
            isOversea
            ? []
            : try await context.catalogue.spans(
                within: window.lowerBound...last, isDelayLive: isDelayLive, domains: pushDomains)
        let curve = ConcurrencyCurve(
            of: spans, from: window.lowerBound, through: min(window.upperBound, context.now),
            interval: Self.interval)
        let points = curve.points.map { point in
            JSONValue.object(["Time": .string(BeijingTime.iso8601(point.time)), "Num": .integer(point.count)])
        }
        return ["DataInfoList": .list(points)]
    }

    private func isDelayLive() throws(APIFault) -> Bool {
        switch liveType {
        case "NormalLive": return false
        case "SlowLive": return true
        case let other: throw .value(other.prefix(64), of: "LiveType", rule: "It must be NormalLive or SlowLive.")
        }
    }

    private func isOversea() throws(APIFault) -> Bool {
        switch mainlandOrOversea.given {
        case nil, "Mainland": return false
        case "Oversea": return true
        case let other?:
            throw .value(other.prefix(64), of: "MainlandOrOversea", rule: "It must be Mainland or Oversea, or empty.")
        }
    }

    private func window(at now: WallTime) throws(APIFault) -> ClosedRange<WallTime> {
        let start = try Self.time(startTime, "StartTime")
        let end = try Self.time(endTime, "EndTime")
        guard start < end else { throw APIFault(.invalidParameterValue, "StartTime must less than EndTime!") }
        guard start.seconds >= now.seconds - Self.history else {
            throw APIFault(.invalidParameterValue, "StartTime must be within the last 180 days.")
        }
        guard end.seconds - start.seconds <= Self.maximumSpan else {
            throw APIFault(.invalidParameterValue, "EndTime must be within 31 days from StartTime.")
        }
        return start...end
    }

    /// ISO 8601, or Beijing time; the official example has a space before the `T`.
    private static func time(_ text: String, _ name: String) throws(APIFault) -> WallTime {
        guard let time = APITime.time(text.replacing(" T", with: "T")) ?? BeijingTime.time(text) else {
            throw .value(
                text.prefix(64), of: name, rule: "It must be like `2019-03-01T00:00:00Z` or `2019-03-01 00:00:00`.")
        }
        return time
    }
}
