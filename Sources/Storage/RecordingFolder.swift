// SPDX-License-Identifier: Apache-2.0

import Glibc
import Media
import NIOCore
import RecordingModel

/// The files of one recording on disk, changed by one thread at a time.
///
/// A file is called `<n>.part` until it is complete. After the first fault nothing is touched any more: the open
/// file is closed and stays, as what a crash leaves.
struct RecordingFolder: ~Copyable {
    private let fileSystem: FileSystem
    private let root: String
    private let location: MediaPath
    private let path: String
    private var journal: JournalFile?

    private var file: FileDescriptor?
    /// Where the open file is.
    private var provisionalPath = ""
    private var nextNumber = 0
    /// How many files have been open so far.
    private var fileCount = 0
    private var isMade = false
    /// Bytes of the open file, and how many of them are surely on the disk.
    private var length: Int64 = 0
    private var durableLength: Int64 = 0
    /// Whether the last file was complete with what had been appended to it.
    ///
    /// All files of a recording are of a kind, so the next is hashed as its bytes are written, and not read again.
    private var isHashedAsWritten = false
    /// Of the open file, as long as nothing but appended bytes are in it.
    private var written: Checksum.Running?
    private var fault: StorageFault?

    /// A folder below `root`, made when the first file is, and the journal of what is done in it if there is to be one.
    init(fileSystem: FileSystem, root: String, location: MediaPath, journal: consuming JournalFile?) {
        self.fileSystem = fileSystem
        self.root = root
        self.location = location
        path = "\(root)/\(location.text)"
        self.journal = journal
    }

    /// Carries operations out in their order, up to the first that fails, and describes the files that got names.
    mutating func carryOut(_ operations: [FileOperation]) throws(StorageFault) -> [StoredFile] {
        if let fault { throw fault }
        var files: [StoredFile] = []
        do throws(StorageFault) {
            for operation in operations {
                if let file = try carryOut(operation) { files.append(file) }
            }
            return files
        } catch {
            fault = error
            file = nil
            throw error
        }
    }

    /// How far the open file has been written; nil without one.
    var mark: FileStore.Mark? { file == nil ? nil : FileStore.Mark(file: fileCount, length: length) }

    /// Notes that the open file is durable up to a mark.
    mutating func isDurable(_ mark: FileStore.Mark) {
        guard mark.file == self.mark?.file else { return }
        durableLength = max(durableLength, mark.length)
    }

    private mutating func carryOut(_ operation: FileOperation) throws(StorageFault) -> StoredFile? {
        switch operation {
        case .open: try open()
        case .adopt(let part, let length): try adopt(part, length: length)
        case .append(let bytes): try append(bytes)
        case .patch(let patches): try patch(patches)
        case .synchronize: try synchronize()
        case .seal(let name, let patches): return try seal(name: name, patches: patches)
        case .assemble(let name, let pieces): return try assemble(name: name, pieces: pieces)
        case .replace(let name, let contents): return try replace(name: name, contents: contents)
        case .journal(let line): try journal?.append(line, isDurable: true)
        case .remark(let line): try journal?.append(line, isDurable: false)
        case .note: throw StorageFault(errorNumber: 0, operation: "note what is no line")
        }
        return nil
    }

    // MARK: The open file

    private mutating func open() throws(StorageFault) {
        guard file == nil else {
            throw StorageFault(errorNumber: 0, operation: "open a file before the last is sealed")
        }
        file = try makeProvisionalFile()
        fileCount += 1
        (length, durableLength) = (0, 0)
        written = isHashedAsWritten ? Checksum.Running() : nil
    }

    private mutating func adopt(_ part: String, length: Int64) throws(StorageFault) {
        guard file == nil, part.hasSuffix(".part"), !part.contains("/") else {
            throw StorageFault(errorNumber: 0, operation: "adopt \(part)")
        }
        provisionalPath = "\(path)/\(part)"
        let adopted = try fileSystem.openToChange(provisionalPath)
        try adopted.cut(to: length)
        self.length = try adopted.seekToEnd()
        durableLength = 0
        written = nil
        fileCount += 1
        file = consume adopted
    }

    private mutating func append(_ bytes: ByteBuffer) throws(StorageFault) {
        switch file {
        case .some(let file): try file.append(bytes)
        case .none: throw StorageFault(errorNumber: 0, operation: "append without an open file")
        }
        length += Int64(bytes.readableBytes)
        written?.append(bytes)
    }

    private mutating func patch(_ patches: [Patch]) throws(StorageFault) {
        written = nil
        switch file {
        case .some(let file):
            for patch in patches { try file.overwrite(at: patch.offset, with: patch.bytes) }
        case .none: throw StorageFault(errorNumber: 0, operation: "patch without an open file")
        }
    }

    /// Makes durable what was written to the open file, and before the first byte of it the file's name.
    ///
    /// What a failed sync leaves is not known, and a second one would not tell: the bytes since the last that
    /// succeeded count as lost and are cut off.
    private mutating func synchronize() throws(StorageFault) {
        switch file {
        case .some(let file):
            guard length > durableLength else { return }
            do throws(StorageFault) {
                if durableLength == 0 { try fileSystem.synchronizeFolder(path) }
                try file.synchronize()
            } catch {
                try file.cut(to: durableLength)
                throw error
            }
            durableLength = length
        case .none: break
        }
    }

    // MARK: Complete files

    private mutating func seal(name: String, patches: [Patch]) throws(StorageFault) -> StoredFile {
        let target = try targetPath(name)
        guard let file = file.take() else {
            throw StorageFault(errorNumber: 0, operation: "seal without an open file")
        }
        var checksum: Checksum?
        if let written = written.take(), patches.isEmpty { checksum = written.checksum }
        isHashedAsWritten = patches.isEmpty
        if !patches.isEmpty {
            // A patch may give sense to what was appended, and must not get to the disk before it.
            try file.synchronize()
            for patch in patches { try file.overwrite(at: patch.offset, with: patch.bytes) }
        }
        return try complete(file, checksum, at: provisionalPath, named: name, target: target)
    }

    private mutating func assemble(name: String, pieces: [Piece]) throws(StorageFault) -> StoredFile {
        let target = try targetPath(name)
        guard let source = file.take() else {
            throw StorageFault(errorNumber: 0, operation: "assemble without an open file")
        }
        let sourcePath = provisionalPath
        let whole = try makeProvisionalFile()
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): try whole.append(bytes)
            case .written(let offset, let count): try whole.append(count, from: source, at: offset)
            }
        }
        written = nil
        let stored = try complete(whole, nil, at: provisionalPath, named: name, target: target)
        fileSystem.removeIfPossible(sourcePath)
        // Durably, lest it be taken for the next file after a crash.
        try fileSystem.synchronizeFolder(path)
        return stored
    }

    /// Makes a file durable and gives it its name; without a checksum of what was written it is read for one.
    private borrowing func complete(
        _ file: borrowing FileDescriptor, _ written: Checksum?, at provisional: String, named name: String,
        target: String
    ) throws(StorageFault) -> StoredFile {
        try file.synchronize()
        let checksum = if let written { written } else { try Checksum(of: file) }
        try fileSystem.rename(provisional, toFree: target)
        try fileSystem.synchronizeFolder(path)
        return StoredFile(name: name, size: checksum.size, sha256: checksum.sha256)
    }

    private mutating func replace(name: String, contents: ByteBuffer) throws(StorageFault) -> StoredFile {
        let target = try targetPath(name)
        // The open file keeps its own name while this one takes the next number.
        let openPath = provisionalPath
        let whole = try makeProvisionalFile()
        let wholePath = provisionalPath
        provisionalPath = openPath
        do throws(StorageFault) {
            try whole.append(contents)
            try whole.synchronize()
            try fileSystem.rename(wholePath, over: target)
        } catch {
            fileSystem.removeIfPossible(wholePath)
            throw error
        }
        try fileSystem.synchronizeFolder(path)
        let checksum = Checksum(of: contents)
        return StoredFile(name: name, size: checksum.size, sha256: checksum.sha256)
    }

    // MARK: Names

    /// Creates `<n>.part` under the first free number: the folder may hold leftovers of a crash.
    private mutating func makeProvisionalFile() throws(StorageFault) -> FileDescriptor {
        try make()
        while true {
            provisionalPath = "\(path)/\(nextNumber).part"
            nextNumber += 1
            if let file = try fileSystem.create(provisionalPath) { return file }
        }
    }

    /// Makes the folder and those above it, each durable before the next.
    private mutating func make() throws(StorageFault) {
        guard !isMade else { return }
        var parent = root
        for component in location.components {
            let folder = "\(parent)/\(component)"
            try fileSystem.makeFolder(folder)
            // Another recording may have made the folder and not have synced it yet, so existing is not enough.
            try fileSystem.synchronizeFolder(parent)
            parent = folder
        }
        isMade = true
    }

    /// Where a file of this name goes; a name that would lead elsewhere, or that is provisional, is a fault.
    private borrowing func targetPath(_ name: String) throws(StorageFault) -> String {
        guard name.utf8.count <= 255 else { throw StorageFault(errorNumber: ENAMETOOLONG, operation: "name a file") }
        let isSafe =
            !name.isEmpty && name != "." && name != ".." && !name.hasSuffix(".part")
            && !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
        guard isSafe else { throw StorageFault(errorNumber: EINVAL, operation: "name a file") }
        return "\(path)/\(name)"
    }
}
