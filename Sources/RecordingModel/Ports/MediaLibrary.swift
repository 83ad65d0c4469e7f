// SPDX-License-Identifier: Apache-2.0

/// The part of the catalogue that changes what the media library says of files.
package protocol MediaLibrary: Sendable {
    /// Changes a file's title and notes in one step; what `change` throws comes back, and nothing is changed.
    /// - Returns: the file as it is now, or nil when there is none.
    func modifyFile(
        id: String, _ change: @escaping @Sendable (inout RecordedFile) throws -> Void
    ) async throws -> RecordedFile?
    /// Takes a file out of the library.
    /// - Returns: false when there was none.
    func deleteFile(id: String) async throws -> Bool
}

/// Takes recorded files off the disk.
package protocol MediaRemoval: Sendable {
    /// Removes a file and, of HLS, its segments; what is gone already is no fault.
    func remove(_ file: RecordedFile) async throws(StorageFault)
}
