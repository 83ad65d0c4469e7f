// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Lists orders by their windows (reference: recording-api, section 4).
package struct DescribeRecordTask: Action {
    package static let definition = ActionDefinition(
        name: "DescribeRecordTask", service: .live, requestsPerSecond: 20, regions: .recordTasks,
        documentedErrors: ErrorCode.recordTasks,
        limits: [
            "`StartTime` is at most \(history / 86_400) days back, `EndTime` at most \(maximumSpan / 86_400) days behind it.",
            "An order is listed when its own window lies within.",
            "A page has at most \(pageSize) orders; `ScrollToken` of the answer leads to the next, and is empty at the end.",
        ])

    /// Orders on a page; the document does not say.
    package static let pageSize = 100
    /// Seconds back to which orders are described.
    private static let history: Int64 = 90 * 24 * 3_600
    /// Seconds that the asked window may span.
    private static let maximumSpan: Int64 = 7 * 24 * 3_600

    private let startTime: UInt64
    private let endTime: UInt64
    private let streamName: String?
    private let domainName: String?
    private let appName: String?
    private let scrollToken: String?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        startTime = try parameters.requiredInteger("StartTime")
        endTime = try parameters.requiredInteger("EndTime")
        streamName = try parameters.string("StreamName")
        domainName = try parameters.string("DomainName")
        appName = try parameters.string("AppName")
        scrollToken = try parameters.string("ScrollToken")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let filter = TaskFilter(
            window: try window(at: context.now), domain: domainName.given?.lowercased(), application: appName.given,
            stream: streamName.given)
        let cursor = try scrollToken.given.map { (text) throws(APIFault) in try ScrollToken(text).cursor }
        // One more than a page holds tells whether there is another.
        let tasks = try await context.catalogue.tasks(matching: filter, after: cursor, limit: Self.pageSize + 1)
        let page = tasks.prefix(Self.pageSize)
        var token = ""
        if tasks.count > page.count, let last = page.last {
            token = ScrollToken(cursor: TaskCursor(start: last.start, id: last.id)).text
        }
        return ["ScrollToken": .string(token), "TaskList": .list(page.map(\.description))]
    }

    private func window(at now: WallTime) throws(APIFault) -> ClosedRange<WallTime> {
        let start = try WallTime.parameter(startTime, "StartTime")
        let end = try WallTime.parameter(endTime, "EndTime")
        guard start < end else { throw APIFault(.invalidParameter, "StartTime must less than EndTime!") }
        guard start.seconds >= now.seconds - Self.history else {
            throw APIFault(.invalidParameter, "StartTime must be within the last 90 days.")
        }
        guard end.seconds - start.seconds <= Self.maximumSpan else {
            throw APIFault(.invalidParameter, "EndTime must be within 7 days from StartTime.")
        }
        return start...end
    }
}

extension RecordingTask {
    /// `RecordTask` of the document.
    fileprivate var description: JSONValue {
        .object([
            "TaskId": .string(id), "DomainName": .string(key.domain), "AppName": .string(key.application),
            "StreamName": .string(key.stream), "StartTime": .integer(start.seconds), "EndTime": .integer(end.seconds),
            "TemplateId": .integer(templateID), "Stopped": .integer(stopped?.seconds ?? 0),
        ])
    }
}
