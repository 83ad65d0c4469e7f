// SPDX-License-Identifier: Apache-2.0

import FLV
import Media
import NIOCore

/// Reads a whole FLV file and refuses everything that isn't as the specification says.
struct StrictFile {
    /// A tag with its place in the file.
    struct Tag {
        var header: TagHeader
        var body: ByteBuffer
        var position: Int
    }

    struct Malformed: Error {
        var reason: String
    }

    let header: FileHeader
    let tags: [Tag]
    let metadata: [String: ScriptValue]
    let size: Int

    init(_ file: ByteBuffer) throws {
        var bytes = file
        size = file.readableBytes
        guard let header = try bytes.readFLVFileHeader() else { throw Malformed(reason: "no file header") }
        self.header = header
        var tags: [Tag] = []
        var previous: UInt32 = 0
        while true {
            guard bytes.readInteger(as: UInt32.self) == previous else { throw Malformed(reason: "PreviousTagSize") }
            guard bytes.readableBytes > 0 else { break }
            let position = bytes.readerIndex - file.readerIndex
            guard let header = try bytes.readFLVTagHeader(), let body = bytes.readSlice(length: header.dataSize)
            else { throw Malformed(reason: "cut off at \(position)") }
            guard header.timestamp >= 0 else { throw Malformed(reason: "negative timestamp") }
            tags.append(Tag(header: header, body: body, position: position))
            previous = UInt32(TagHeader.length + header.dataSize)
        }
        guard let first = tags.first, first.header.kind == .scriptData, first.header.timestamp == 0 else {
            throw Malformed(reason: "no script tag at 0")
        }
        var script = first.body
        guard case .string("onMetaData") = try script.readScriptValue(),
            case .object(let properties) = try script.readScriptValue(), script.readableBytes == 0
        else { throw Malformed(reason: "onMetaData") }
        metadata = properties
        self.tags = tags
    }

    /// What a decoder makes of the tags, at times since the file's start.
    func events() throws -> [MediaEvent] {
        var decoder = TagDecoder()
        var events: [MediaEvent] = []
        for tag in tags {
            let time = MediaTime.milliseconds(Int64(tag.header.timestamp))
            switch tag.header.kind {
            case .audio: events += try decoder.decodeAudio(tag.body, at: time).map { [$0] } ?? []
            case .video: events += try decoder.decodeVideo(tag.body, at: time).map { [$0] } ?? []
            case .scriptData: continue
            }
            while let event = decoder.next() { events.append(event) }
        }
        return events
    }

    func packets() throws -> [MediaPacket] {
        try events().compactMap { event in
            switch event {
            case .packet(let packet): packet
            case .track, .leftOut: nil
            }
        }
    }

    func number(_ name: String) -> Double? {
        guard case .number(let number) = metadata[name] else { return nil }
        return number
    }

    /// The index as pairs of a file position and milliseconds.
    func keyframes() throws -> [(position: Int, time: Int)] {
        guard case .object(let index) = metadata["keyframes"], case .array(let positions) = index["filepositions"],
            case .array(let times) = index["times"], positions.count == times.count
        else { throw Malformed(reason: "keyframes") }
        return try zip(positions, times).map { pair in
            guard case (.number(let position), .number(let time)) = pair else { throw Malformed(reason: "entry") }
            return (Int(position), Int((time * 1_000).rounded()))
        }
    }
}

/// A value of script data (FLV 10.1, E.4.4), as far as recordings need.
enum ScriptValue: Equatable {
    case number(Double)
    case boolean(Bool)
    case string(String)
    case null
    case object([String: ScriptValue])
    case array([ScriptValue])
}

extension ByteBuffer {
    mutating func readScriptValue() throws -> ScriptValue {
        switch try require(self.readInteger(as: UInt8.self)) {
        case 0: return .number(Double(bitPattern: try require(self.readInteger(as: UInt64.self))))
        case 1: return .boolean(try require(self.readInteger(as: UInt8.self)) == 1)
        case 2: return .string(try readScriptString())
        case 3: return .object(try readProperties())
        case 5: return .null
        case 8:
            let count = try require(self.readInteger(as: UInt32.self))
            let properties = try readProperties()
            guard properties.count == Int(count) else { throw StrictFile.Malformed(reason: "array length") }
            return .object(properties)
        case 10:
            let count = try require(self.readInteger(as: UInt32.self))
            return .array(try (0..<count).map { _ in try self.readScriptValue() })
        case let marker: throw StrictFile.Malformed(reason: "marker \(marker)")
        }
    }

    private mutating func readProperties() throws -> [String: ScriptValue] {
        var properties: [String: ScriptValue] = [:]
        while true {
            let name = try readScriptString()
            if name.isEmpty {
                guard self.readInteger(as: UInt8.self) == 9 else { throw StrictFile.Malformed(reason: "object end") }
                return properties
            }
            properties[name] = try readScriptValue()
        }
    }

    private mutating func readScriptString() throws -> String {
        try require(self.readLengthPrefixedSlice(as: UInt16.self).map { String(buffer: $0) })
    }

    private func require<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw StrictFile.Malformed(reason: "script data cut off") }
        return value
    }
}
