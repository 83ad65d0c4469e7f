// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// Orders a recording, in the deprecated way (reference: recording-api, section 5).
///
/// Scheduled, from StartTime to EndTime; or in real time, from now on, of a stream that is being pushed.
package struct CreateLiveRecord: Action {
    package static let definition = ActionDefinition(
        name: "CreateLiveRecord", service: .live, requestsPerSecond: 100,
        errors: [.invalidParameterValue, .tooManyRunningTasks, .tooManyTasks, .vodStatusInvalid, .streamNotFound],
        documentedErrors: ErrorCode.liveRecords.union([
            .tooManyRunningTasks, .tooManyTasks, .vodStatusInvalid, .streamNotFound,
        ]),
        limits: [
            "At most \(runningQuota) run at once, \(dailyQuota) are made in a day of Beijing.",
            "Times are like `2017-01-01 10:10:01`, Beijing time.",
            "With `Highlight` 1 the recording begins at once and lasts at most \(LiveRecordWindow.realTimeSpan / 60) minutes.",
            "`RecordType` is video or audio, `FileFormat` flv, hls, mp4, aac or mp3.",
            "`StreamParam` may say `record_interval=1800..7200` and `storage_time=0..129600000`.",
        ])

    /// Orders that may be made on one day of Beijing, without those that were deleted.
    package static let dailyQuota = 4_000
    /// Orders that may run at once.
    package static let runningQuota = 400

    private let streamName: String
    private let appName: String?
    private let domainName: String?
    private let startTime: String?
    private let endTime: String?
    private let recordType: String?
    private let fileFormat: String?
    private let highlight: Int64?
    private let mixStream: Int64?
    private let streamParam: String?

    package init(_ parameters: inout Parameters) throws(APIFault) {
        streamName = try parameters.requiredString("StreamName")
        appName = try parameters.string("AppName")
        domainName = try parameters.string("DomainName")
        startTime = try parameters.string("StartTime")
        endTime = try parameters.string("EndTime")
        recordType = try parameters.string("RecordType")
        fileFormat = try parameters.string("FileFormat")
        highlight = try parameters.integer("Highlight")
        mixStream = try parameters.integer("MixStream")
        streamParam = try parameters.string("StreamParam")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let isRealTime = try highlight.isOn("Highlight")
        let window =
            isRealTime
            ? try LiveRecordWindow(realTimeUntil: endTime, now: context.now)
            : try LiveRecordWindow(scheduledFrom: startTime, until: endTime, now: context.now)
        let output = try output()
        let isMixed = try mixStream.isOn("MixStream")
        let key = try StreamKey.parameters(
            domain: try await domain(in: context), application: appName.given ?? "live", stream: streamName)
        let record = LiveRecord(
            id: LiveRecordTaskID.mint(), key: key, start: window.start, end: window.end, output: output,
            isMixed: isMixed, isRealTime: isRealTime, created: context.now)
        let quota = OrderQuota(
            running: Self.runningQuota, runningInAll: context.account.maximumRunningTasks, made: Self.dailyQuota,
            since: BeijingTime.startOfDay(context.now))
        if let refusal = try await context.orders.create(record, within: quota) { throw APIFault(refusal) }
        return ["TaskId": .integer(record.id), "DeprecatedWarning": .string(LiveRecordTaskID.warning)]
    }

    /// The domain may be left out where there is one only.
    private func domain(in context: ActionContext) async throws -> String {
        if let domainName = domainName.given { return domainName }
        let names = try await context.catalogue.pushDomainNames(limit: 2)
        guard let name = names.first, names.count == 1 else {
            throw APIFault(
                .invalidParameterValue, "`DomainName` must be given where there is not just one push domain.")
        }
        return name
    }

    private func output() throws(APIFault) -> SingleOutput {
        guard let content = RecordingContent(rawValue: recordType.given?.lowercased() ?? "video") else {
            throw .value((recordType ?? "").prefix(64), of: "RecordType", rule: "It must be video or audio.")
        }
        guard let format = RecordingFormat(rawValue: fileFormat.given?.lowercased() ?? "flv") else {
            throw .value(
                (fileFormat ?? "").prefix(64), of: "FileFormat", rule: "It must be flv, hls, mp4, aac or mp3.")
        }
        let stream = try LiveRecordStreamParameters(streamParam)
        return SingleOutput(
            format: format, content: content, recordInterval: stream.recordInterval, storageTime: stream.storageTime)
    }
}
