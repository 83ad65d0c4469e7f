// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import RecordingModel

/// Files and folders by their paths.
///
/// Each call throws a `StorageFault` with the errno of the system call that failed.
struct FileSystem: Sendable {
    let calls: any SystemCalls

    /// Creates a file for writing and reading back; the path must not exist.
    /// - Returns: nil when it does.
    func create(_ path: String) throws(StorageFault) -> FileDescriptor? {
        do throws(SystemError) {
            return try open(path, O_RDWR | O_CREAT | O_EXCL)
        } catch {
            guard error.number == EEXIST else { throw StorageFault(error, "create \(path)") }
            return nil
        }
    }

    /// Opens a file for writing and reading; a new one if there is none.
    func openOrCreate(_ path: String) throws(StorageFault) -> FileDescriptor {
        do throws(SystemError) { return try open(path, O_RDWR | O_CREAT) } catch {
            throw StorageFault(error, "open \(path)")
        }
    }

    /// Opens a file for writing and reading.
    func openToChange(_ path: String) throws(StorageFault) -> FileDescriptor {
        do throws(SystemError) { return try open(path, O_RDWR) } catch { throw StorageFault(error, "open \(path)") }
    }

    /// Opens a file for reading.
    /// - Returns: nil when there is none.
    func openToRead(_ path: String) throws(StorageFault) -> FileDescriptor? {
        do throws(SystemError) { return try open(path, O_RDONLY) } catch {
            guard error.number == ENOENT else { throw StorageFault(error, "open \(path)") }
            return nil
        }
    }

    private func open(_ path: String, _ flags: CInt) throws(SystemError) -> FileDescriptor {
        FileDescriptor(calls: calls, number: try calls.open(path, flags, mode: 0o644), path: path)
    }

    /// Makes the entries of a folder durable.
    func synchronizeFolder(_ path: String) throws(StorageFault) {
        try openFolder(path).synchronizeAll()
    }

    /// Opens a folder.
    func openFolder(_ path: String) throws(StorageFault) -> FileDescriptor {
        do throws(SystemError) { return try open(path, O_RDONLY | O_DIRECTORY) } catch {
            throw StorageFault(error, "open \(path)")
        }
    }

    /// Makes removals durable; what is gone with its folder is gone for good.
    func synchronizeFolderIfThere(_ path: String) throws(StorageFault) {
        guard isFolder(path) else { return }
        try synchronizeFolder(path)
    }

    /// Makes a folder unless there is one; its own entry becomes durable when its parent is synced.
    func makeFolder(_ path: String) throws(StorageFault) {
        do throws(SystemError) { try calls.mkdir(path, mode: 0o755) } catch {
            guard error.number != EEXIST else { return }
            throw StorageFault(error, "make folder \(path)")
        }
    }

    /// Gives a file another name, in place of a file that has it already.
    func rename(_ path: String, over target: String) throws(StorageFault) {
        do throws(SystemError) { try calls.rename(path, to: target) } catch {
            throw StorageFault(error, "rename to \(target)")
        }
    }

    /// Gives a file another name that must be free; fails with EEXIST when it is not.
    ///
    /// A recording's folder is its own, so that nobody takes the name in between. A link and the removal of the old name
    /// would be two steps, of which a cut of the power may undo the first alone.
    func rename(_ path: String, toFree target: String) throws(StorageFault) {
        guard try openToRead(target) == nil else {
            throw StorageFault(errorNumber: EEXIST, operation: "rename to \(target)")
        }
        try rename(path, over: target)
    }

    /// Removes a name if it can be done; nothing is lost by what is left over, so nobody has to hear of a failure.
    func removeIfPossible(_ path: String) {
        try? calls.unlink(path)
    }

    /// Removes a file; one that is gone already is no fault.
    func removeFile(_ path: String) throws(StorageFault) {
        do throws(SystemError) { try calls.unlink(path) } catch {
            guard error.number != ENOENT else { return }
            throw StorageFault(error, "remove \(path)")
        }
    }

    /// Removes a folder if it is empty.
    /// - Returns: whether it is gone.
    func removeEmptyFolder(_ path: String) -> Bool {
        do throws(SystemError) { try calls.rmdir(path) } catch { return error.number == ENOENT }
        return true
    }

    /// The names in a folder, none when there is no such folder.
    func names(inFolder path: String) throws(StorageFault) -> [String] {
        do throws(SystemError) { return try calls.names(inFolder: path) } catch {
            guard error.number == ENOENT || error.number == ENOTDIR else { throw StorageFault(error, "list \(path)") }
            return []
        }
    }

    /// Whether there is a folder of this path.
    func isFolder(_ path: String) -> Bool {
        (try? openFolder(path)) != nil
    }
}

extension StorageFault {
    /// What a system call had against an operation.
    init(_ error: SystemError, _ operation: String) {
        self.init(errorNumber: error.number, operation: operation)
    }
}
