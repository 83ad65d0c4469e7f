// SPDX-License-Identifier: Apache-2.0

import GRDB
import Media
import RecordingModel

/// A finished file as it is kept, its tracks apart.
struct FileRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "recordedFile"

    var id: String
    /// Empty for what a rule had made.
    var taskID: String
    var templateID: Int64
    var sessionID: String
    var publication: Int64
    var domain: String
    var application: String
    var stream: String
    var pushBegun: Int64
    var clientAddress: String
    var parameters: String
    var format: String
    var title: String
    var path: String
    var size: Int64
    var sha256: String
    var begun: Int64
    var ended: Int64
    var created: Int64
    var notes: String
    var classID: Int64
    var expires: Int64?
    /// Kept as a JSON array.
    var tags: [String]
    var cover: String?
    /// Kept as a JSON array, as are the subtitles.
    var marks: [MediaMark]
    var subtitles: [MediaSubtitle]
    var updated: Int64?
    var storeURL: String?

    init(_ file: RecordedFile) {
        id = file.id
        switch file.cause {
        case .order(let id): taskID = id
        case .rule: taskID = ""
        }
        templateID = Int64(bitPattern: file.templateID)
        sessionID = file.sessionID
        publication = Int64(bitPattern: file.publication.id.number)
        domain = file.publication.key.domain.lowercased()
        application = file.publication.key.application
        stream = file.publication.key.stream
        pushBegun = file.publication.begun.microseconds
        clientAddress = file.publication.clientAddress
        parameters = file.publication.parameters
        format = file.format.rawValue
        title = file.title
        path = file.path
        size = file.size
        sha256 = file.sha256
        begun = file.facts.begun.microseconds
        ended = file.facts.ended.microseconds
        created = file.created.microseconds
        notes = file.notes.description
        classID = file.notes.classID
        expires = file.notes.expires?.microseconds
        tags = file.notes.tags
        cover = file.notes.cover
        marks = file.notes.marks
        subtitles = file.notes.subtitles
        updated = file.notes.updated?.microseconds
        storeURL = file.storeURL
    }

    func file(tracks: [TrackRow]) throws -> RecordedFile {
        guard let format = RecordingFormat(rawValue: format) else {
            throw CatalogueError.invalid(column: "recordedFile.format")
        }
        var notes = MediaNotes()
        notes.description = self.notes
        notes.classID = classID
        notes.expires = expires.map { WallTime(microseconds: $0) }
        notes.tags = tags
        notes.cover = cover
        notes.marks = marks
        notes.subtitles = subtitles
        notes.updated = updated.map { WallTime(microseconds: $0) }
        let facts = try tracks.map { try $0.facts() }
        return RecordedFile(
            id: id, cause: taskID.isEmpty ? .rule : .order(taskID: taskID),
            templateID: UInt64(bitPattern: templateID), sessionID: sessionID,
            publication: Publication(
                id: PublicationID(number: UInt64(bitPattern: publication)),
                key: StreamKey(domain: domain, application: application, stream: stream),
                begun: WallTime(microseconds: pushBegun), clientAddress: clientAddress, parameters: parameters),
            format: format, title: title, path: path, size: size, sha256: sha256,
            facts: MediaFacts(
                video: facts.first { $0.track.kind == .video }, audio: facts.first { $0.track.kind == .audio },
                begun: WallTime(microseconds: begun), ended: WallTime(microseconds: ended)),
            created: WallTime(microseconds: created), notes: notes, storeURL: storeURL)
    }
}
