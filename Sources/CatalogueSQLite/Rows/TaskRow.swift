// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// An order as it is kept.
///
/// Read and written without `Codable`, which takes several times as long: a start reads every order that waits.
struct TaskRow: FetchableRecord, PersistableRecord {
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

    /// Takes a row by its places, which are those of the table.
    init(row: Row) {
        id = row[0]
        domain = row[1]
        application = row[2]
        stream = row[3]
        startTime = row[4]
        endTime = row[5]
        templateID = row[6]
        streamType = row[7]
        extensionText = row[8]
        created = row[9]
        stopped = row[10]
    }

    func encode(to container: inout PersistenceContainer) {
        container["id"] = id
        container["domain"] = domain
        container["application"] = application
        container["stream"] = stream
        container["startTime"] = startTime
        container["endTime"] = endTime
        container["templateID"] = templateID
        container["streamType"] = streamType
        container["extensionText"] = extensionText
        container["created"] = created
        container["stopped"] = stopped
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
