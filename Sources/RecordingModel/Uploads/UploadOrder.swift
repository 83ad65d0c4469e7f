// SPDX-License-Identifier: Apache-2.0

package import Media

/// What files of one recording become in the object store.
package struct UploadOrder: Hashable, Sendable {
    package var sessionID: String
    package var place: ObjectPlace
    /// The folder of the files below the media folder.
    package var folder: MediaPath
    /// The files, each behind those that it names.
    package var files: [StoredFile]

    package init(sessionID: String, place: ObjectPlace, folder: MediaPath, files: [StoredFile]) {
        self.sessionID = sessionID
        self.place = place
        self.folder = folder
        self.files = files
    }
}

/// What a finished file waits for before it is announced.
package struct FileUpload: Hashable, Sendable {
    /// The file itself, and whatever else is known to belong to it.
    package var order: UploadOrder
    /// Where the file can be fetched then.
    package var url: String
    /// Whether the local copy stays.
    package var keepsCopy: Bool

    package init(order: UploadOrder, url: String, keepsCopy: Bool) {
        self.order = order
        self.url = url
        self.keepsCopy = keepsCopy
    }
}

/// A file of a recording on its way to the object store, or there.
package struct UploadObject: Hashable, Sendable {
    /// What it is known by, whatever it contains.
    package struct ID: Hashable, Sendable {
        package var sessionID: String
        /// The name in the recording's folder.
        package var name: String

        package init(sessionID: String, name: String) {
            self.sessionID = sessionID
            self.name = name
        }
    }

    package enum State: String, Hashable, Sendable {
        /// To be uploaded.
        case pending
        /// There, and verified.
        case stored
        /// To be deleted from the store.
        case deleting
    }

    package var id: ID
    package var address: ObjectAddress
    /// The local file below the media folder.
    package var path: String
    /// Bytes.
    package var size: Int64
    /// SHA-256 of the contents, 64 lower-case hexadecimal digits.
    package var sha256: String
    /// In which order contents came, over all recordings; new contents of a name get a new number.
    package var sequence: Int64
    package var state: State
    /// The upload of parts that has begun at the store.
    package var multipartID: String?
    /// Attempts that failed since the last success.
    package var attempts: Int
    /// Not to be tried before.
    package var due: WallTime
    /// When these contents came.
    package var noted: WallTime

    package init(
        id: ID, address: ObjectAddress, path: String, size: Int64, sha256: String, sequence: Int64,
        state: State = .pending, multipartID: String? = nil, attempts: Int = 0, due: WallTime, noted: WallTime
    ) {
        self.id = id
        self.address = address
        self.path = path
        self.size = size
        self.sha256 = sha256
        self.sequence = sequence
        self.state = state
        self.multipartID = multipartID
        self.attempts = attempts
        self.due = due
        self.noted = noted
    }

    /// Whether a file names others, so that it is replaced as they come and must not be in the store before them.
    package static func namesOthers(_ name: String) -> Bool {
        name == RecordingManifest.name || name.hasSuffix(".m3u8")
    }

    /// Whether it has to wait for what came before it in its recording.
    package var namesOthers: Bool { Self.namesOthers(id.name) }
}
