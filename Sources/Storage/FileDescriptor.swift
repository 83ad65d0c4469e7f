// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import RecordingModel

/// An open file or directory, closed when its owner lets go of it.
///
/// Every system call of this target stands here. Each throws a `StorageFault` with the call's errno.
struct FileDescriptor: ~Copyable {
    private let number: CInt
    private let path: String

    /// Creates a file for writing and reading back; the path must not exist.
    /// - Returns: nil when it does.
    static func create(_ path: String) throws(StorageFault) -> FileDescriptor? {
        let number = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if number >= 0 { return FileDescriptor(number: number, path: path) }
        guard errno == EEXIST else { throw StorageFault(errorNumber: errno, operation: "create \(path)") }
        return nil
    }

    /// Makes the entries of a directory durable.
    static func syncDirectory(_ path: String) throws(StorageFault) {
        let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard number >= 0 else { throw StorageFault(errorNumber: errno, operation: "open \(path)") }
        let directory = FileDescriptor(number: number, path: path)
        try directory.check(fsync(directory.number), "sync")
    }

    /// Makes a directory unless there is one; its own entry becomes durable when its parent is synced.
    static func makeDirectory(_ path: String) throws(StorageFault) {
        guard unsafe mkdir(path, 0o755) != 0, errno != EEXIST else { return }
        throw StorageFault(errorNumber: errno, operation: "make folder \(path)")
    }

    /// Gives a file another name, in place of a file that has it already.
    static func rename(_ path: String, over target: String) throws(StorageFault) {
        guard unsafe Glibc.rename(path, target) != 0 else { return }
        throw StorageFault(errorNumber: errno, operation: "rename to \(target)")
    }

    /// Gives a file another name that must be free; fails with EEXIST when it is not.
    ///
    /// By a hard link, since POSIX's rename replaces; a crash in between leaves the whole file under both names.
    static func rename(_ path: String, toFree target: String) throws(StorageFault) {
        guard unsafe link(path, target) == 0 else {
            throw StorageFault(errorNumber: errno, operation: "rename to \(target)")
        }
        remove(path)
    }

    /// Removes a name if it can be done; nothing is lost by what is left over, so nobody has to hear of a failure.
    static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }

    /// Removes a file; one that is gone already is no fault.
    static func removeFile(_ path: String) throws(StorageFault) {
        guard unsafe unlink(path) != 0, errno != ENOENT else { return }
        throw StorageFault(errorNumber: errno, operation: "remove \(path)")
    }

    /// Removes a folder if it is empty.
    /// - Returns: whether it is gone.
    static func removeEmptyFolder(_ path: String) -> Bool {
        unsafe rmdir(path) == 0 || errno == ENOENT
    }

    /// The names in a folder, none when there is no such folder.
    static func names(inFolder path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Whether there is a folder of this path.
    static func isFolder(_ path: String) -> Bool {
        unsafe access("\(path)/.", F_OK) == 0
    }

    /// Adds bytes to the end, however many calls it takes.
    borrowing func append(_ bytes: ByteBuffer) throws(StorageFault) {
        var rest = bytes
        while rest.readableBytes > 0 {
            let written = unsafe rest.withUnsafeReadableBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            rest.moveReaderIndex(forwardBy: try progress(of: written, "write"))
        }
    }

    /// Adds bytes of another file to the end.
    borrowing func append(
        _ count: Int64, from source: borrowing FileDescriptor, at offset: Int64
    ) throws(StorageFault) {
        // Glibc's Swift module has no copy_file_range.
        var position = off_t(offset)
        var rest = count
        while rest > 0 {
            let copied = unsafe sendfile(number, source.number, &position, Int(min(rest, 64 << 20)))
            rest -= Int64(try progress(of: copied, "copy to"))
        }
    }

    /// Overwrites bytes at `offset`, however many calls it takes.
    borrowing func overwrite(at offset: Int64, with bytes: ByteBuffer) throws(StorageFault) {
        var rest = bytes
        var position = offset
        while rest.readableBytes > 0 {
            let written = unsafe rest.withUnsafeReadableBytes {
                unsafe Glibc.pwrite(number, $0.baseAddress, $0.count, off_t(position))
            }
            let count = try progress(of: written, "patch")
            rest.moveReaderIndex(forwardBy: count)
            position += Int64(count)
        }
    }

    /// Reads bytes at `offset` into a buffer's front.
    /// - Returns: how many there were; 0 at the end of the file.
    borrowing func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(StorageFault) -> Int {
        while true {
            let count = unsafe pread(number, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            guard errno == EINTR else { throw StorageFault(errorNumber: errno, operation: "read \(path)") }
        }
    }

    /// Waits until the contents are durable, and their length.
    borrowing func synchronize() throws(StorageFault) {
        try check(fdatasync(number), "sync")
    }

    private borrowing func check(_ result: CInt, _ verb: String) throws(StorageFault) {
        guard result == 0 else { throw StorageFault(errorNumber: errno, operation: "\(verb) \(path)") }
    }

    /// How far a write got: 0 when a signal came first, so that the caller tries again.
    private borrowing func progress(of written: Int, _ verb: String) throws(StorageFault) -> Int {
        if written > 0 { return written }
        guard written < 0 else { throw StorageFault(errorNumber: EIO, operation: "\(verb) \(path)") }
        guard errno == EINTR else { throw StorageFault(errorNumber: errno, operation: "\(verb) \(path)") }
        return 0
    }

    deinit {
        // What had to be durable was synced before, so a failure here loses nothing.
        close(number)
    }
}
