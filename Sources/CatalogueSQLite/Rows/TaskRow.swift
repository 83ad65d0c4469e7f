// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// An order as it is kept.
struct TaskRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "task"

    var id: String
    var domain: String
    var application: String
    var stream: String
    var startTime: Int64
    var endTime: Int64
    var templateID: Int64
    var streamType: Int64
    var extensionText: String
    var created: Int64
    var stopped: Int64?

    init(_ task: RecordingTask) {
        id = task.id
        domain = task.key.domain.lowercased()
        application = task.key.application
        stream = task.key.stream
        startTime = task.start.microseconds
        endTime = task.end.microseconds
        templateID = Int64(bitPattern: task.templateID)
        streamType = Int64(bitPattern: task.streamType)
        extensionText = task.extensionText
        created = task.created.microseconds
        stopped = task.stopped?.microseconds
    }

    var task: RecordingTask {
        RecordingTask(
            id: id, key: StreamKey(domain: domain, application: application, stream: stream),
            start: WallTime(microseconds: startTime), end: WallTime(microseconds: endTime),
            templateID: UInt64(bitPattern: templateID), streamType: UInt64(bitPattern: streamType),
            extensionText: extensionText, created: WallTime(microseconds: created),
            stopped: stopped.map { WallTime(microseconds: $0) })
    }
}
