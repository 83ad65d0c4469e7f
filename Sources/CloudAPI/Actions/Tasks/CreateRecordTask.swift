// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Orders the recording of a stream in a window of time (reference: recording-api, section 1).
package struct CreateRecordTask: Action {
    package static let definition = ActionDefinition(
        name: "CreateRecordTask", service: .live, requestsPerSecond: 20, regions: .recordTasks,
        errors: [.tooManyRunningTasks, .vodStatusInvalid],
        documentedErrors: ErrorCode.recordTasks.union([.tooManyRunningTasks, .vodStatusInvalid]),
        limits: [
            "`EndTime` is after `StartTime` and now, and at most \(RecordingWindow.maximumAhead / 86_400) days ahead.",
            "The window spans at most \(RecordingWindow.maximumSpan / 3_600) hours.",
            "`StreamType` is 0 or 1.",
            "`Extension` has at most \(maximumExtensionLength) bytes.",
            "A `TemplateId` that there is not, and 0, stand for HLS that is kept for ever.",
        ])

    private let streamName: String
    private let domainName: String
    private let appName: String
    private let endTime: UInt64
    private let startTime: UInt64?
    private let streamType: UInt64?
    private let templateID: UInt64?
    private let extensionText: String?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        streamName = try parameters.requiredString("StreamName")
        domainName = try parameters.requiredString("DomainName")
        appName = try parameters.requiredString("AppName")
        endTime = try parameters.requiredInteger("EndTime")
        startTime = try parameters.integer("StartTime")
        streamType = try parameters.integer("StreamType")
        templateID = try parameters.integer("TemplateId")
        extensionText = try parameters.string("Extension")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let key = try StreamKey.parameters(domain: domainName, application: appName, stream: streamName)
        let window = try RecordingWindow(start: startTime, end: endTime, now: context.now)
        guard (streamType ?? 0) <= 1 else {
            throw APIFault.value(streamType ?? 0, of: "StreamType", code: .invalidParameter, rule: "It must be 0 or 1.")
        }
        guard (extensionText ?? "").utf8.count <= Self.maximumExtensionLength else {
            throw APIFault(
                .invalidParameter, "Extension is longer than \(Self.maximumExtensionLength) bytes.")
        }
        var generator = SystemRandomNumberGenerator()
        // A template that does not exist is no error: the recorder falls back to its standard one.
        let task = RecordingTask(
            id: RecordTaskID.mint(using: &generator), key: key, start: window.start, end: window.end,
            templateID: templateID ?? 0, streamType: streamType ?? 0, extensionText: extensionText ?? "",
            created: context.now)
        let quota = OrderQuota(runningInAll: context.account.maximumRunningTasks)
        if let refusal = try await context.orders.create(task, within: quota) { throw APIFault(refusal) }
        return ["TaskId": .string(task.id)]
    }

    /// The field is reserved and every order keeps it, so it is not let grow.
    private static let maximumExtensionLength = 1_024
}
