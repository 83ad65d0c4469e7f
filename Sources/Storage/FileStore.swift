// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

/// Keeps recordings in a folder of this machine.
///
/// What is called done is on the disk: files are synced before they get their names, and folders after.
package final class FileStore: MediaStore {
    /// The media folder, without a slash at its end.
    package let root: String
    let threads: StorageThreads

    /// Opens a media folder, and makes it when there is none; the folder above it must exist.
    ///
    /// - Parameters:
    ///   - root: the path of the folder.
    ///   - threadCount: how many writes may wait for the disk at once.
    /// - Throws: a `StorageFault` when the folder can't be made.
    package init(root: String, threadCount: Int = 4) throws(StorageFault) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        try FileDescriptor.makeDirectory(self.root)
        try FileDescriptor.syncDirectory("\(self.root)/..")
        threads = StorageThreads(count: threadCount)
    }

    /// Opens a folder for one recording at `MediaPath(folder)` below the root; any text will do for its parts.
    ///
    /// Nothing is on the disk until the first file is.
    package func makeWriter(folder: [String]) -> any RecordingWriter {
        FileWriter(threads: threads, root: root, location: MediaPath(folder))
    }

    /// Waits for every write that was submitted, then stops; writes submitted later fail.
    package func shutdown() async {
        await threads.shutdown()
    }
}
