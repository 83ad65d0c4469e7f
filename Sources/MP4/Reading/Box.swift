// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A box in memory (ISO/IEC 14496-12, 4.2), or what is left of its payload after some fields were read.
struct Box {
    let type: FourCC
    /// Where it begins in the file.
    let offset: Int64
    /// What follows the header, which here has 8 bytes or, of the largest, 16.
    private var payload: ByteBuffer
    private let headerSize: Int

    init(type: FourCC, offset: Int64, headerSize: Int = 8, payload: ByteBuffer) {
        self.type = type
        self.offset = offset
        self.headerSize = headerSize
        // A slice's index 0 is its first byte, so that indexes tell places in the file.
        self.payload = payload.slice()
    }

    /// Bytes that haven't been read.
    var remaining: ByteBuffer { payload.slice() }

    /// More boxes than this in another are an attack, not a movie.
    private static let maximumChildren = 65_536

    func fault(_ reason: MP4Fault.Reason) -> MP4Fault { MP4Fault(box: type, offset: offset, reason: reason) }
    func invalid(_ field: String) -> MP4Fault { fault(.invalid(field: field)) }

    /// Reads a field; the box is truncated without it.
    mutating func read<T: FixedWidthInteger>(_ type: T.Type = T.self) throws(MP4Fault) -> T {
        guard let value = payload.readInteger(as: type) else { throw fault(.truncated) }
        return value
    }

    mutating func skip(_ count: Int) throws(MP4Fault) {
        guard payload.readableBytes >= count else { throw fault(.truncated) }
        payload.moveReaderIndex(forwardBy: count)
    }

    /// Reads version and flags, which begin a full box.
    mutating func readVersion(upTo maximum: UInt8 = 0) throws(MP4Fault) -> (version: UInt8, flags: UInt32) {
        let word: UInt32 = try read()
        let version = UInt8(truncatingIfNeeded: word >> 24)
        guard version <= maximum else { throw invalid("version") }
        return (version, word & 0xFF_FFFF)
    }

    /// No time reaches this: 28 years of a clock of 10 MHz.
    ///
    /// Below it, times can be added and compared without overflow.
    static let endOfTime: Int64 = 1 << 53

    /// Reads a time of 64 bits in version 1 and of 32 in version 0, where all ones stand for unknown.
    mutating func readTime(version: UInt8) throws(MP4Fault) -> Int64 {
        guard version == 1 else { return Int64(try read(UInt32.self)) }
        let value: Int64 = try read()
        guard (0..<Self.endOfTime).contains(value) else { throw invalid("time") }
        return value
    }

    /// Reads a count of entries that must fill the rest of the box.
    mutating func readCount(entrySize: Int) throws(MP4Fault) -> Int {
        let count = Int(try read(UInt32.self))
        guard count * entrySize <= payload.readableBytes else { throw fault(.truncated) }
        guard count * entrySize == payload.readableBytes else { throw fault(.tooLarge) }
        return count
    }

    /// The boxes that fill the rest of the payload.
    func children() throws(MP4Fault) -> [Box] {
        var rest = payload
        var boxes: [Box] = []
        while rest.readableBytes > 0 {
            let start = offset + Int64(headerSize + rest.readerIndex)
            guard let (size, type) = rest.readMultipleIntegers(as: (UInt32, UInt32).self) else {
                throw fault(.truncated)
            }
            let code = FourCC(rawValue: type)
            guard size >= 8 else { throw MP4Fault(box: code, offset: start, reason: .invalid(field: "size")) }
            guard let payload = rest.readSlice(length: Int(size) - 8) else {
                throw MP4Fault(box: code, offset: start, reason: .truncated)
            }
            guard boxes.count < Self.maximumChildren else { throw fault(.tooLarge) }
            boxes.append(Box(type: code, offset: start, payload: payload))
        }
        return boxes
    }

    /// The only box of a type among the children; nil when there is none.
    func only(_ type: FourCC, of children: [Box]) throws(MP4Fault) -> Box? {
        var found: Box?
        for child in children where child.type == type {
            guard found == nil else { throw child.fault(.duplicate) }
            found = child
        }
        return found
    }

    /// The only box of a type among the children, which must be there.
    func required(_ type: FourCC, of children: [Box]) throws(MP4Fault) -> Box {
        guard let box = try only(type, of: children) else {
            throw MP4Fault(box: type, offset: offset, reason: .missing)
        }
        return box
    }
}
