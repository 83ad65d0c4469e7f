// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Cuts a stream and refuses its pushes until it resumes (reference: companion-api, section 3).
///
/// As documented, the stream is known by its name alone, whatever domain and app it is pushed to.
package struct ForbidLiveStream: Action {
    package static let definition = ActionDefinition(
        name: "ForbidLiveStream", service: .live, requestsPerSecond: 200, errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.streams.union([.failedOperation]),
        limits: [
            "The stream is known by its name alone, and cut.",
            "`ResumeTime` is at most \(maximumTime / 86_400) days ahead; without it, \(defaultTime / 86_400).",
            "`Reason` has at most \(maximumReasonLength) bytes.",
        ])

    /// Seconds for which a stream is forbidden when nothing else is said, and at most.
    private static let defaultTime: Int64 = 7 * 24 * 3_600
    private static let maximumTime: Int64 = 90 * 24 * 3_600
    /// Bytes.
    private static let maximumReasonLength = 2_048

    private let stream: StreamParameters
    private let resumeTime: String?
    private let reason: String?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        stream = try StreamParameters(&parameters)
        resumeTime = try parameters.string("ResumeTime")
        reason = try parameters.string("Reason")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let key = try stream.key()
        guard (reason ?? "").utf8.count <= Self.maximumReasonLength else {
            throw APIFault(.invalidParameterValue, "`Reason` is longer than \(Self.maximumReasonLength) bytes.")
        }
        let ban = StreamBan(
            key: key, created: context.now, resumes: try end(at: context.now), reason: reason ?? "")
        // The ban first: a push that it comes too late for is there to be cut.
        try await context.catalogue.insert(ban)
        await context.streams.end(where: { $0.stream == key.stream }, code: .forbidden)
        return [:]
    }

    private func end(at now: WallTime) throws(APIFault) -> WallTime {
        guard let text = resumeTime.filter else { return .seconds(now.seconds + Self.defaultTime) }
        guard let time = APITime.time(text) else {
            throw .value(text.prefix(64), of: "ResumeTime", rule: "It must be a time like 2018-11-29T19:00:00Z.")
        }
        guard time > now, time.seconds <= now.seconds + Self.maximumTime else {
            throw .value(text.prefix(64), of: "ResumeTime", rule: "It must be within the next 90 days.")
        }
        return time
    }
}
