// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Lists what was posted to receivers about a stream, and their answers (reference: companion-api, section 4).
///
/// Each attempt is an entry, for each has an answer of its own.
package struct DescribeCallbackRecordsList: Action {
    package static let definition = ActionDefinition(
        name: "DescribeCallbackRecordsList", service: .live, requestsPerSecond: 20, errors: [.invalidParameterValue],
        documentedErrors: ErrorCode.serviceStates.union([.failedOperation, .invalidParameterValue, .missingParameter]),
        limits: [
            "The window is at most 14 days back and \(maximumSpan / 3_600) hours long; times are answered as they were asked.",
            "`PageSize` is 1 to 1000.",
        ])

    /// Seconds that the window may span.
    private static let maximumSpan: Int64 = 24 * 3_600
    /// What can be asked for; 332 and 341 are not documented here, but are posted too.
    private static let eventTypes: Set<UInt64> = [0, 1, 100, 200, 332, 341]

    private let startTime: String
    private let endTime: String
    private let streamName: String
    private let page: Page
    private let eventType: UInt64?
    private let resultCode: UInt64?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        startTime = try parameters.requiredString("StartTime")
        endTime = try parameters.requiredString("EndTime")
        streamName = try parameters.requiredString("StreamName")
        page = try Page(required: &parameters)
        eventType = try parameters.integer("EventType")
        resultCode = try parameters.integer("ResultCode")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let start = try time(startTime, "StartTime")
        let end = try time(endTime, "EndTime").time
        guard start.time <= end, end.seconds - start.time.seconds <= Self.maximumSpan else {
            throw APIFault(.invalidParameterValue, "`EndTime` must be within a day from `StartTime`.")
        }
        guard start.time.microseconds >= context.now.microseconds - HistoryLimits.callbacks else {
            throw APIFault.value(startTime.prefix(64), of: "StartTime", rule: "It must be within the last 14 days.")
        }
        if let eventType, !Self.eventTypes.contains(eventType) {
            throw APIFault.value(eventType, of: "EventType")
        }
        let (offset, size) = try page.checked(sizes: 1...1_000)
        let filter = CallbackAttemptFilter(
            stream: streamName, window: start.time...WallTime(microseconds: end.microseconds + 999_999),
            eventType: eventType.flatMap { Int(exactly: $0) }, isDelivered: resultCode.map { $0 == 0 })
        let (total, attempts) = try await context.catalogue.callbackAttempts(
            matching: filter, offset: offset, limit: size)
        let list = JSONValue.list(attempts.map { $0.json(start.form) })
        return JSONObject(members: [.init(name: "DataInfoList", value: list)] + page.members(total: total))
    }

    private func time(_ text: String, _ name: String) throws(APIFault) -> CallbackTime {
        guard let time = CallbackTime(text) else {
            throw .value(
                text.prefix(64), of: name, rule: "It must be a time like 2018-12-29T19:00:00Z or 2018-12-30 03:00:00.")
        }
        return time
    }
}

extension CallbackAttempt {
    /// `CallbackEventInfo` of the document.
    fileprivate func json(_ form: CallbackTime.Form) -> JSONValue {
        .object([
            "EventTime": .string(form.text(eventTime)), "EventType": .integer(eventType), "Request": .string(request),
            "Response": .string(response), "ResponseTime": .string(form.text(responseTime)),
            "ResultCode": .integer(resultCode), "StreamId": .string(stream),
        ])
    }
}
