// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The part of the catalogue that changes what the media library says of files.
package protocol MediaLibrary: Sendable {
    /// The files of a recording, in the order in which they came.
    func files(inSession sessionID: String) async throws -> [RecordedFile]
    /// Changes a file's title and notes in one step; what `change` throws comes back, and nothing is changed.
    /// - Returns: the file as it was and as it is now, or nil when there is none.
    func modifyFile(
        id: String, _ change: @escaping @Sendable (inout RecordedFile) throws -> Void
    ) async throws -> (before: RecordedFile, after: RecordedFile)?
    /// Takes a file out of the library.
    /// - Returns: false when there was none.
    func deleteFile(id: String) async throws -> Bool
}

/// Changes what lies on the disk for the library.
package protocol MediaFiles: Sendable {
    /// Keeps contents beside a recorded file, under a name that is `RecordedFile.newAttachmentName`.
    ///
    /// Returns when they are durable under that name; after a fault there is nothing of that name.
    func attach(_ contents: ByteBuffer, named name: String, to file: RecordedFile) async throws(StorageFault)
    /// Removes what was kept beside a recorded file under a name; what is gone already is no fault.
    func detach(_ name: String, from file: RecordedFile) async throws(StorageFault)
    /// Removes a file, what is kept beside it and, of HLS, its segments; what is gone already is no fault.
    func remove(_ file: RecordedFile) async throws(StorageFault)
}
