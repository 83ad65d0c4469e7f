// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A file on its way to the object store, as it is kept.
struct UploadObjectRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "uploadObject"

    /// Nil until the database has numbered it.
    var sequence: Int64?
    var sessionID: String
    var name: String
    var namesOthers: Bool
    var bucket: String
    var region: String
    var key: String
    var path: String
    var size: Int64
    var sha256: String
    var state: String
    var multipartID: String?
    var attempts: Int
    var due: Int64
    var noted: Int64

    init(_ file: StoredFile, of order: UploadOrder, at now: WallTime) {
        let address = order.place.address(of: file.name)
        sessionID = order.sessionID
        name = file.name
        namesOthers = UploadObject.namesOthers(file.name)
        bucket = address.bucket
        region = address.region
        key = address.key
        path = order.folder.text(ofFile: file.name)
        size = file.size
        sha256 = file.sha256
        state = UploadObject.State.pending.rawValue
        attempts = 0
        due = now.microseconds
        noted = now.microseconds
    }

    /// Whether it has a file's contents and is wanted.
    func holds(_ file: StoredFile) -> Bool {
        size == file.size && sha256 == file.sha256 && state != UploadObject.State.deleting.rawValue
    }

    func object() throws -> UploadObject {
        guard let state = UploadObject.State(rawValue: state) else {
            throw CatalogueError.invalid(column: "uploadObject.state")
        }
        return UploadObject(
            id: UploadObject.ID(sessionID: sessionID, name: name),
            address: ObjectAddress(bucket: bucket, region: region, key: key), path: path, size: size, sha256: sha256,
            sequence: sequence ?? 0, state: state, multipartID: multipartID, attempts: attempts,
            due: WallTime(microseconds: due), noted: WallTime(microseconds: noted))
    }
}
