// SPDX-License-Identifier: Apache-2.0

import GRDB
import RecordingModel

/// A recording template as it is kept, its formats apart.
struct RecordTemplateRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "recordTemplate"

    /// Nil until the database has numbered it.
    var id: Int64?
    var name: String
    var description: String
    var isDelayLive: Bool
    var flowContinueDuration: Int64
    var uploadsInRecording: Bool
    var storesToCOS: Bool
    var removesWatermark: Bool

    init(_ template: RecordTemplate) {
        name = template.name
        description = template.description
        isDelayLive = template.isDelayLive
        flowContinueDuration = template.flowContinueDuration
        uploadsInRecording = template.uploadsInRecording
        storesToCOS = template.storesToCOS
        removesWatermark = template.removesWatermark
    }

    func template(formats rows: [FormatRow]) throws -> RecordTemplate {
        var formats: [RecordingFormat: FormatSettings] = [:]
        for row in rows { formats[try row.recordingFormat] = row.settings }
        return RecordTemplate(
            id: id ?? 0, name: name, description: description, isDelayLive: isDelayLive, formats: formats,
            flowContinueDuration: flowContinueDuration, uploadsInRecording: uploadsInRecording,
            storesToCOS: storesToCOS, removesWatermark: removesWatermark)
    }
}
