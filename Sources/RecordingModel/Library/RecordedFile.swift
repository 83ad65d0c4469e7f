// SPDX-License-Identifier: Apache-2.0

package import Media

/// A finished file of the media library: what `vod` describes and event 100 announces.
package struct RecordedFile: Hashable, Sendable {
    /// FileId: a decimal string of 19 digits.
    package var id: String
    /// The order or rule that had it made.
    package var cause: RecordingCause
    /// The template that said how; 0 for none.
    package var templateID: UInt64
    /// The recording session, a decimal string: one cause, one push, one format.
    package var sessionID: String
    package var publication: Publication
    package var format: RecordingFormat
    /// The name by the template's pattern, without ending.
    package var title: String
    /// Below the media folder, with `/` between the parts and nothing escaped (of HLS: the playlist).
    package var path: String
    /// Bytes (of HLS: playlist and segments).
    package var size: Int64
    /// SHA-256 of the file (of HLS: of the playlist), 64 hexadecimal digits; empty for files of older versions.
    package var sha256: String
    package var facts: MediaFacts
    /// When the file became complete on disk.
    package var created: WallTime
    package var notes: MediaNotes
    /// Where it is fetched from the object store; nil while it is not there.
    package var storeURL: String?

    package init(
        id: String, cause: RecordingCause, templateID: UInt64, sessionID: String, publication: Publication,
        format: RecordingFormat, title: String, path: String, size: Int64, sha256: String = "", facts: MediaFacts,
        created: WallTime,
        notes: MediaNotes = MediaNotes(), storeURL: String? = nil
    ) {
        self.id = id
        self.cause = cause
        self.templateID = templateID
        self.sessionID = sessionID
        self.publication = publication
        self.format = format
        self.title = title
        self.path = path
        self.size = size
        self.sha256 = sha256
        self.facts = facts
        self.created = created
        self.notes = notes
        self.storeURL = storeURL
    }
}
