// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// An order of CreateLiveRecord as it is kept.
struct LiveRecordRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "liveRecord"

    var id: Int64
    var domain: String
    var application: String
    var stream: String
    var startTime: Int64
    var endTime: Int64
    var format: String
    var content: String
    var recordInterval: Int32
    var storageTime: Int32
    var isMixed: Bool
    var isRealTime: Bool
    var created: Int64
    var stopped: Int64?

    init(_ record: LiveRecord) {
        id = Int64(bitPattern: record.id)
        domain = record.key.domain.lowercased()
        application = record.key.application
        stream = record.key.stream
        startTime = record.start.microseconds
        endTime = record.end.microseconds
        format = record.output.format.rawValue
        content = record.output.content.rawValue
        recordInterval = record.output.recordInterval
        storageTime = record.output.storageTime
        isMixed = record.isMixed
        isRealTime = record.isRealTime
        created = record.created.microseconds
        stopped = record.stopped?.microseconds
    }

    func record() throws -> LiveRecord {
        guard let format = RecordingFormat(rawValue: format) else {
            throw CatalogueError.invalid(column: "liveRecord.format")
        }
        guard let content = RecordingContent(rawValue: content) else {
            throw CatalogueError.invalid(column: "liveRecord.content")
        }
        return LiveRecord(
            id: UInt64(bitPattern: id), key: StreamKey(domain: domain, application: application, stream: stream),
            start: WallTime(microseconds: startTime), end: WallTime(microseconds: endTime),
            output: SingleOutput(
                format: format, content: content, recordInterval: recordInterval, storageTime: storageTime),
            isMixed: isMixed, isRealTime: isRealTime, created: WallTime(microseconds: created),
            stopped: stopped.map { WallTime(microseconds: $0) })
    }
}
