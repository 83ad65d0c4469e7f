// SPDX-License-Identifier: Apache-2.0

import GRDB
import RecordingModel

/// The settings of one format of a recording template, as they are kept.
struct FormatRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "recordTemplateFormat"

    var templateID: Int64
    var format: String
    var isEnabled: Bool
    var recordInterval: Int64
    var storageTime: Int64
    var vodSubAppID: Int64
    var vodFileName: String
    var procedure: String
    var storageMode: String
    var classID: Int64
    var cosBucketName: String
    var cosBucketRegion: String
    var cosBucketPath: String

    init(_ settings: FormatSettings, of format: RecordingFormat, templateID: Int64) {
        self.templateID = templateID
        self.format = format.rawValue
        isEnabled = settings.isEnabled
        recordInterval = settings.recordInterval
        storageTime = settings.storageTime
        vodSubAppID = settings.vodSubAppID
        vodFileName = settings.vodFileName
        procedure = settings.procedure
        storageMode = settings.storageMode
        classID = settings.classID
        cosBucketName = settings.cosBucketName
        cosBucketRegion = settings.cosBucketRegion
        cosBucketPath = settings.cosBucketPath
    }

    var recordingFormat: RecordingFormat {
        get throws {
            guard let known = RecordingFormat(rawValue: format) else {
                throw CatalogueError.invalid(column: "recordTemplateFormat.format")
            }
            return known
        }
    }

    var settings: FormatSettings {
        var settings = FormatSettings()
        settings.isEnabled = isEnabled
        settings.recordInterval = recordInterval
        settings.storageTime = storageTime
        settings.vodSubAppID = vodSubAppID
        settings.vodFileName = vodFileName
        settings.procedure = procedure
        settings.storageMode = storageMode
        settings.classID = classID
        settings.cosBucketName = cosBucketName
        settings.cosBucketRegion = cosBucketRegion
        settings.cosBucketPath = cosBucketPath
        return settings
    }
}
