// SPDX-License-Identifier: Apache-2.0

import GRDB
import RecordingModel

/// What a file waits for before it is announced, as it is kept.
struct FileUploadRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "fileUpload"

    var fileID: String
    var sessionID: String
    /// The file is there once nothing up to this number is pending in its recording.
    var lastSequence: Int64
    var url: String
    /// Kept as a JSON array.
    var announcements: [Announcement]
    var keepsCopy: Bool
    /// Whether all is there, and only the local copy has still to go.
    var isStored: Bool
}
