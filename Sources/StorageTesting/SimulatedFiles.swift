// SPDX-License-Identifier: Apache-2.0

import Glibc
import RecordingTesting
import Storage

/// The files and folders of a simulated disk: what processes see, and what has surely got to the disk.
struct SimulatedFiles: Sendable {
    private enum Node: Sendable {
        case file(SimulatedFile)
        case folder(SimulatedFolder)
    }

    private struct OpenFile: Sendable {
        let node: Int
        var position = 0
    }

    private var nodes: [Int: Node] = [0: .folder(SimulatedFolder())]
    private var open: [CInt: OpenFile] = [:]
    private var nextNode = 1
    private var nextFile: CInt = 3

    // MARK: Calls

    mutating func open(_ path: String, _ flags: CInt) throws(SystemError) -> CInt {
        let (parent, name) = try parent(of: path)
        let node: Int
        if let known = name.isEmpty ? parent : try folder(parent).entries[name] {
            guard flags & O_EXCL == 0 else { throw SystemError(EEXIST) }
            node = known
        } else {
            guard flags & O_CREAT != 0 else { throw SystemError(ENOENT) }
            node = add(.file(SimulatedFile()))
            try change(parent) { $0.set(name, node) }
        }
        if flags & O_DIRECTORY != 0 { _ = try folder(node) }
        defer { nextFile += 1 }
        open[nextFile] = OpenFile(node: node)
        return nextFile
    }

    mutating func close(_ file: CInt) { open[file] = nil }

    mutating func closeAll() { open = [:] }

    mutating func append(_ bytes: [UInt8], to file: CInt) throws(SystemError) -> Int {
        guard let position = open[file]?.position else { throw SystemError(EBADF) }
        _ = try write(bytes, to: file, at: position)
        open[file]?.position = position + bytes.count
        return bytes.count
    }

    mutating func write(_ bytes: [UInt8], to file: CInt, at offset: Int) throws(SystemError) -> Int {
        try changeFile(file) { $0.write(bytes, at: offset) }
        return bytes.count
    }

    func read(_ count: Int, from file: CInt, at offset: Int) throws(SystemError) -> [UInt8] {
        guard let node = open[file]?.node, case .file(let contents) = nodes[node] else { throw SystemError(EBADF) }
        return Array(contents.bytes.dropFirst(offset).prefix(count))
    }

    mutating func seekToEnd(_ file: CInt) throws(SystemError) -> Int {
        guard let node = open[file]?.node, case .file(let contents) = nodes[node] else { throw SystemError(EBADF) }
        open[file]?.position = contents.bytes.count
        return contents.bytes.count
    }

    mutating func cut(_ file: CInt, to length: Int) throws(SystemError) { try changeFile(file) { $0.cut(to: length) } }

    mutating func synchronize(_ file: CInt) throws(SystemError) {
        guard let node = open[file]?.node, nodes[node] != nil else { throw SystemError(EBADF) }
        synchronize(node: node)
    }

    mutating func synchronizeAll() {
        for node in nodes.keys { synchronize(node: node) }
    }

    private mutating func synchronize(node: Int) {
        switch nodes[node] {
        case .file(var file):
            file.synchronize()
            nodes[node] = .file(file)
        case .folder(var folder):
            folder.synchronize()
            nodes[node] = .folder(folder)
        case nil: break
        }
    }

    mutating func makeFolder(_ path: String) throws(SystemError) {
        let (parent, name) = try parent(of: path)
        guard try folder(parent).entries[name] == nil else { throw SystemError(EEXIST) }
        let node = add(.folder(SimulatedFolder()))
        try change(parent) { $0.set(name, node) }
    }

    mutating func removeFolder(_ path: String) throws(SystemError) {
        let (parent, name) = try parent(of: path)
        guard let node = try folder(parent).entries[name] else { throw SystemError(ENOENT) }
        guard try folder(node).entries.isEmpty else { throw SystemError(ENOTEMPTY) }
        try change(parent) { $0.set(name, nil) }
    }

    mutating func rename(_ path: String, to target: String) throws(SystemError) {
        let ((parent, name), (newParent, newName)) = (try self.parent(of: path), try self.parent(of: target))
        guard let node = try folder(parent).entries[name] else { throw SystemError(ENOENT) }
        guard parent == newParent else { throw SystemError(EXDEV) }
        try change(parent) { $0.move(name, to: newName, node) }
    }

    mutating func unlink(_ path: String) throws(SystemError) {
        let (parent, name) = try parent(of: path)
        guard try folder(parent).entries[name] != nil else { throw SystemError(ENOENT) }
        try change(parent) { $0.set(name, nil) }
    }

    func names(inFolder path: String) throws(SystemError) -> [String] {
        let (parent, name) = try parent(of: path)
        let node = name.isEmpty ? parent : try folder(parent).entries[name]
        guard let node else { throw SystemError(ENOENT) }
        return try folder(node).entries.keys.sorted()
    }

    // MARK: The end of the power

    mutating func cutPower(_ generator: inout SeededGenerator) {
        open = [:]
        for id in nodes.keys.sorted() {
            switch nodes[id] {
            case .file(var file):
                file.cutPower(&generator)
                nodes[id] = .file(file)
            case .folder(var folder):
                folder.cutPower(&generator)
                nodes[id] = .folder(folder)
            case nil: break
            }
        }
    }

    func allFiles(below node: Int = 0, at path: String = "") -> [String: [UInt8]] {
        switch nodes[node] {
        case .file(let file): return [path: file.bytes]
        case .folder(let folder):
            return folder.entries.reduce(into: [:]) { all, entry in
                all.merge(allFiles(below: entry.value, at: "\(path)/\(entry.key)")) { $1 }
            }
        case nil: return [:]
        }
    }

    // MARK: Nodes

    private mutating func add(_ node: Node) -> Int {
        defer { nextNode += 1 }
        nodes[nextNode] = node
        return nextNode
    }

    private func folder(_ id: Int) throws(SystemError) -> SimulatedFolder {
        guard case .folder(let folder) = nodes[id] else { throw SystemError(ENOTDIR) }
        return folder
    }

    private mutating func change(_ id: Int, _ change: (inout SimulatedFolder) -> Void) throws(SystemError) {
        var folder = try folder(id)
        change(&folder)
        nodes[id] = .folder(folder)
    }

    private mutating func changeFile(_ file: CInt, _ change: (inout SimulatedFile) -> Void) throws(SystemError) {
        guard let id = open[file]?.node, case .file(var contents) = nodes[id] else { throw SystemError(EBADF) }
        // Held once, so that the bytes are not copied with each write.
        nodes[id] = nil
        change(&contents)
        nodes[id] = .file(contents)
    }

    /// The folder that holds a path's last name, which is empty for the root.
    private func parent(of path: String) throws(SystemError) -> (Int, String) {
        var names: [Substring] = []
        for name in path.split(separator: "/") {
            if name == ".." { _ = names.popLast() } else if name != "." { names.append(name) }
        }
        var node = 0
        for name in names.dropLast() {
            guard let next = try folder(node).entries[String(name)] else { throw SystemError(ENOENT) }
            node = next
        }
        return (node, names.last.map(String.init) ?? "")
    }
}
