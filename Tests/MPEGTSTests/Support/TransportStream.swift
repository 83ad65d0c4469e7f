// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import Media
import NIOCore

/// A transport stream taken apart with no mercy: what isn't exactly as it should be is thrown.
struct TransportStream {
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    /// One access unit and what its PES packet said.
    struct AccessUnit: Equatable {
        var kind: MediaKind
        var presentationTime: Int64
        var decodeTime: Int64
        var isRandomAccess: Bool
        /// Of video a byte stream, of audio an ADTS frame.
        var bytes: [UInt8]
    }

    /// A program map and the packet it came in.
    struct Map: Equatable {
        var version: UInt8
        var clockIdentifier: UInt16
        var streams: [UInt16: UInt8]
    }

    private(set) var units: [AccessUnit] = []
    private(set) var maps: [Map] = []
    /// Clock references, each with the count of access units that began before it.
    private(set) var clock: [(ticks: Int64, units: Int, isDiscontinuous: Bool)] = []
    private var counters: [UInt16: UInt8] = [:]
    private var open: [UInt16: (bytes: [UInt8], isRandomAccess: Bool)] = [:]
    private var order: [UInt16] = []
    private var associations = 0

    /// Reads a whole stream, of which each PES packet must be complete before another one begins.
    init(_ bytes: ByteBuffer) throws {
        var bytes = bytes
        try Self.require(bytes.readableBytes % 188 == 0, "length")
        while let packet = bytes.readBytes(length: 188) { try read(packet) }
        try closeAll()
    }

    static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Violation(description: what()) }
    }

    private mutating func read(_ packet: [UInt8]) throws {
        try Self.require(packet[0] == 0x47, "sync byte")
        try Self.require(packet[1] & 0xA0 == 0, "error or priority bit")
        try Self.require(packet[3] & 0xC0 == 0, "scrambled")
        let startsUnit = packet[1] & 0x40 != 0
        let identifier = UInt16(packet[1] & 0x1F) << 8 | UInt16(packet[2])
        let (hasAdaptation, hasPayload) = (packet[3] & 0x20 != 0, packet[3] & 0x10 != 0)
        try Self.require(hasAdaptation || hasPayload, "neither field nor payload")
        try count(packet[3] & 0xF, of: identifier, hasPayload: hasPayload)
        var content = packet[4...]
        var isRandomAccess = false
        if hasAdaptation {
            let length = Int(packet[4])
            try Self.require(hasPayload ? length <= 182 : length == 183, "adaptation field length")
            isRandomAccess = try readAdaptation(Array(packet[5..<5 + length]), of: identifier)
            content = packet[(5 + length)...]
        }
        guard hasPayload else { return }
        switch identifier {
        case 0:
            try Self.require(startsUnit, "table split")
            try readAssociation(Self.section(in: content))
        case 0x1000:
            try Self.require(startsUnit, "table split")
            try readMap(Self.section(in: content))
        default:
            try readStream(content, of: identifier, startsUnit: startsUnit, isRandomAccess: isRandomAccess)
        }
    }

    private mutating func count(_ counter: UInt8, of identifier: UInt16, hasPayload: Bool) throws {
        if let last = counters[identifier] {
            let expected = hasPayload ? (last + 1) & 0xF : last
            try Self.require(counter == expected, "counter of \(identifier): \(counter), not \(expected)")
        } else if hasPayload {
            try Self.require(counter == 0, "first counter of \(identifier): \(counter)")
        }
        if hasPayload { counters[identifier] = counter }
    }

    private mutating func readAdaptation(_ field: [UInt8], of identifier: UInt16) throws -> Bool {
        guard let flags = field.first else { return false }
        try Self.require(flags & 0x2F == 0, "unknown adaptation flags")
        var stuffing = field[1...]
        if flags & 0x10 != 0 {
            try Self.require(maps.last?.clockIdentifier == identifier, "clock on another PID")
            let base = field[1...5].reduce(Int64(0)) { $0 << 8 | Int64($1) } >> 7
            try Self.require(field[5] & 0x7F == 0x7E && field[6] == 0, "clock extension")
            clock.append((base, units.count + open.count, flags & 0x80 != 0))
            stuffing = field[7...]
        }
        try Self.require(stuffing.allSatisfy { $0 == 0xFF }, "stuffing")
        return flags & 0x40 != 0
    }

    private static func section(in content: ArraySlice<UInt8>) throws -> [UInt8] {
        let bytes = Array(content)
        try require(bytes[0] == 0, "pointer field")
        let length = 3 + (Int(bytes[2] & 0xF) << 8 | Int(bytes[3]))
        let section = Array(bytes[1..<1 + length])
        try require(CRC32.checksum(of: section) == 0, "table checksum")
        try require(bytes[(1 + length)...].allSatisfy { $0 == 0xFF }, "table stuffing")
        return section
    }

    private mutating func readAssociation(_ section: [UInt8]) throws {
        try closeAll()
        let expected: [UInt8] = [0x00, 0xB0, 0x0D, 0x00, 0x01, 0xC1, 0x00, 0x00, 0x00, 0x01, 0xF0, 0x00]
        try Self.require(Array(section.dropLast(4)) == expected, "program association")
        associations += 1
    }

    private mutating func readMap(_ section: [UInt8]) throws {
        try closeAll()
        try Self.require(associations == maps.count + 1, "a map without its association")
        try Self.require(section[0] == 2 && section[10] == 0xF0 && section[11] == 0, "program map")
        var streams: [UInt16: UInt8] = [:]
        var rest = section[12..<section.count - 4]
        while let kind = rest.popFirst() {
            let fields = Array(rest.prefix(4))
            try Self.require(fields.count == 4 && fields[2] == 0xF0 && fields[3] == 0, "stream of the map")
            streams[UInt16(fields[0] & 0x1F) << 8 | UInt16(fields[1])] = kind
            rest = rest.dropFirst(4)
        }
        let clock = UInt16(section[8] & 0x1F) << 8 | UInt16(section[9])
        try Self.require(streams[clock] != nil, "clock on no stream")
        maps.append(Map(version: section[5] >> 1 & 0x1F, clockIdentifier: clock, streams: streams))
    }

    private mutating func readStream(
        _ content: ArraySlice<UInt8>, of identifier: UInt16, startsUnit: Bool, isRandomAccess: Bool
    ) throws {
        try Self.require(maps.last?.streams[identifier] != nil, "a stream that the map doesn't name")
        if startsUnit {
            try closeAll()
            open[identifier] = (Array(content), isRandomAccess)
        } else {
            try Self.require(open[identifier] != nil, "PES packet without a start")
            open[identifier]?.bytes += content
        }
    }

    /// Takes the PES packet apart that has come to its end.
    private mutating func closeAll() throws {
        for (identifier, packet) in open { try close(packet.bytes, packet.isRandomAccess, identifier) }
        open = [:]
    }

    private mutating func close(_ pes: [UInt8], _ isRandomAccess: Bool, _ identifier: UInt16) throws {
        let kind: MediaKind = identifier == 0x100 ? .video : .audio
        try Self.require(Array(pes[0..<4]) == [0, 0, 1, kind == .video ? 0xE0 : 0xC0], "PES start")
        let length = Int(pes[4]) << 8 | Int(pes[5])
        let expected = pes.count - 6 > 65_535 && kind == .video ? 0 : pes.count - 6
        try Self.require(length == expected, "PES length \(length), not \(expected)")
        try Self.require(pes[6] == 0x84, "PES flags")
        let hasDecodeTime = pes[7] == 0xC0
        try Self.require(hasDecodeTime || pes[7] == 0x80, "PTS_DTS_flags")
        try Self.require(pes[8] == (hasDecodeTime ? 10 : 5), "PES header length")
        let presentation = try Self.time(pes[9..<14], prefix: hasDecodeTime ? 3 : 2)
        let decode = hasDecodeTime ? try Self.time(pes[14..<19], prefix: 1) : presentation
        try Self.require(!hasDecodeTime || decode != presentation, "DTS that says nothing")
        units.append(
            AccessUnit(
                kind: kind, presentationTime: presentation, decodeTime: decode, isRandomAccess: isRandomAccess,
                bytes: Array(pes[(hasDecodeTime ? 19 : 14)...])))
    }

    private static func time(_ bytes: ArraySlice<UInt8>, prefix: UInt8) throws -> Int64 {
        let field = bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }
        try require(field >> 36 == Int64(prefix), "prefix of a time")
        try require(field & 0x1_0001_0001 == 0x1_0001_0001, "marker bits of a time")
        return (field >> 33 & 0x7) << 30 | (field >> 17 & 0x7FFF) << 15 | field >> 1 & 0x7FFF
    }
}

extension TransportStream {
    /// Checks the clock: references at most 100 ms apart and forwards, none after the decode times behind it.
    func checkClock() throws {
        for (reference, next) in zip(clock, clock.dropFirst()) where !next.isDiscontinuous {
            let step = (next.ticks - reference.ticks) & 0x1_FFFF_FFFF
            try Self.require(step > 0 && step <= 9_000, "clock step \(step)")
        }
        var references = clock[...]
        var current: Int64?
        for (index, unit) in units.enumerated() {
            while let reference = references.first, reference.units <= index {
                current = reference.ticks
                references.removeFirst()
            }
            let reference = try current ?? { throw Violation(description: "no clock before unit \(index)") }()
            let ahead = (unit.decodeTime - reference) & 0x1_FFFF_FFFF
            try Self.require(ahead <= 90_000, "decoded \(ahead) after the clock")
        }
    }
}

extension TransportStream.AccessUnit {
    /// The NAL units of a video unit, split at its start codes of four bytes.
    func nalUnits() throws -> [[UInt8]] {
        var units: [[UInt8]] = []
        var zeros = 0
        for byte in bytes {
            if byte == 1, zeros >= 3 {
                if var last = units.popLast() {
                    last.removeLast(3)
                    units.append(last)
                }
                units.append([])
            } else {
                try TransportStream.require(!units.isEmpty || byte == 0, "bytes before the first start code")
                if !units.isEmpty { units[units.count - 1].append(byte) }
            }
            zeros = byte == 0 ? zeros + 1 : 0
        }
        return units
    }

    /// The raw access unit of an ADTS frame.
    func rawAudio() throws -> [UInt8] {
        try TransportStream.require(bytes[0] == 0xFF && bytes[1] == 0xF1, "ADTS syncword")
        let length = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5] >> 5)
        try TransportStream.require(length == bytes.count, "ADTS length")
        return Array(bytes[7...])
    }
}
