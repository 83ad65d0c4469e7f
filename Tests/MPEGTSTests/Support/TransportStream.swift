// SPDX-License-Identifier: Apache-2.0

import Inspection
import MPEGTS
import Media
import NIOCore

/// A transport stream of ours taken apart with no mercy: what breaks a rule, or isn't as this server writes it, is
/// thrown.
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

    private(set) var units: [AccessUnit] = []
    private(set) var maps: [ProgramMap] = []
    /// Clock references.
    private(set) var clock: [(ticks: Int64, isDiscontinuous: Bool)] = []
    private var open: (identifier: UInt16, bytes: ByteBuffer, isRandomAccess: Bool)?
    private var counted: Set<UInt16> = []
    private var associations = 0

    /// Reads a whole stream, of which each PES packet must be complete before another one begins.
    init(_ bytes: ByteBuffer) throws {
        let report = try FileInspector().inspect(bytes)
        let findings = report.faults + report.remarks.filter { $0.rule == .tsPES || $0.rule == .payload }
        try Self.require(findings.isEmpty, "\(findings.map(\.line))")
        var bytes = bytes
        while let packet = bytes.readSlice(length: TransportPacket.length) { try read(packet) }
        try close()
    }

    static func require(_ condition: Bool, _ what: @autoclosure () -> String) throws {
        if !condition { throw Violation(description: what()) }
    }

    private mutating func read(_ bytes: ByteBuffer) throws {
        let packet = try TransportPacket(bytes)
        try Self.require(bytes.readableBytesView.dropFirst().first.map { $0 & 0x20 == 0 } == true, "priority bit")
        if let reference = packet.clockReference {
            try Self.require(reference % 300 == 0, "clock extension")
            clock.append((reference / 300, packet.isDiscontinuous))
        }
        guard let payload = packet.payload else { return }
        if counted.insert(packet.identifier).inserted {
            try Self.require(packet.continuityCounter == 0, "first counter of \(packet.identifier)")
        }
        switch packet.identifier {
        case 0:
            let section = try ProgramSection(payload)
            try Self.require(
                section.number == 1 && section.version == 0
                    && section.contents == ByteBuffer(bytes: [0x00, 0x01, 0xF0, 0x00]), "program association")
            associations += 1
        case 0x1000:
            maps.append(try ProgramSection(payload).programMap())
            try Self.require(associations == maps.count, "a map without its association")
        case let identifier:
            try append(payload, of: identifier, packet)
        }
    }

    private mutating func append(_ payload: ByteBuffer, of identifier: UInt16, _ packet: TransportPacket) throws {
        if packet.startsUnit {
            try close()
            open = (identifier, payload, packet.isRandomAccess)
        } else {
            try Self.require(open?.identifier == identifier, "a PES packet within another")
            open?.bytes.writeImmutableBuffer(payload)
        }
    }

    /// Takes the PES packet apart that has come to its end.
    private mutating func close() throws {
        guard let (identifier, bytes, isRandomAccess) = open else { return }
        open = nil
        let pes = try PESPacket(bytes)
        try Self.require(pes.isVideo == (identifier == 0x100), "a kind on the other's PID")
        let length = bytes.getInteger(at: bytes.readerIndex + 4, as: UInt16.self)
        try Self.require((length == 0) == (bytes.readableBytes - 6 > 65_535), "PES length")
        units.append(
            AccessUnit(
                kind: pes.isVideo ? .video : .audio, presentationTime: pes.presentationTime,
                decodeTime: pes.decodeTime, isRandomAccess: isRandomAccess, bytes: Array(pes.payload.readableBytesView))
        )
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
