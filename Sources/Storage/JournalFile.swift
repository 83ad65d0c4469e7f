// SPDX-License-Identifier: Apache-2.0

import NIOCore
import RecordingModel

/// The journal of one recording: a line a note, each on the disk before anything that comes after, but for remarks.
///
/// It exists from before the recording's first byte until all that the recording made is in the catalogue.
struct JournalFile: ~Copyable {
    private let fileSystem: FileSystem
    private let folder: String
    private let name: String
    private var file: FileDescriptor?

    /// A journal that is opened, or made, with its first line.
    init(fileSystem: FileSystem, folder: String, name: String) {
        self.fileSystem = fileSystem
        self.folder = folder
        self.name = name
    }

    /// Adds a line, which is durable when this returns, if it has to be.
    ///
    /// It begins with a line's end, too: should a crash have torn the line before, that alone can't be read.
    mutating func append(_ line: ByteBuffer, isDurable: Bool) throws(StorageFault) {
        var bytes = ByteBuffer()
        bytes.writeInteger(UInt8(ascii: "\n"))
        bytes.writeImmutableBuffer(line)
        bytes.writeInteger(UInt8(ascii: "\n"))
        let isNew = file == nil
        if isNew {
            let opened = try fileSystem.openOrCreate("\(folder)/\(name)")
            _ = try opened.seekToEnd()
            file = consume opened
        }
        try file?.append(bytes)
        if isDurable { try file?.synchronize() }
        if isNew { try fileSystem.synchronizeFolder(folder) }
    }
}
