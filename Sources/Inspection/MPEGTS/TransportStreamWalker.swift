// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks a transport stream of one program, which may be cut into files (ISO/IEC 13818-1).
///
/// Counters, clock, tables and times go on from one file to the next, unless the stream is told to break off.
struct TransportStreamWalker {
    /// A PES packet whose end hasn't been seen.
    private struct OpenUnit {
        var identifier: UInt16
        var bytes: ByteBuffer
        var offset: Int64
        var isRandomAccess: Bool
        /// The clock reference before it.
        var clockReference: Int64?
        var isComplete = false

        /// Bytes of the whole, when the header tells.
        var length: Int? {
            guard let length = bytes.getInteger(at: bytes.readerIndex + 4, as: UInt16.self), length > 0 else {
                return nil
            }
            return PESPacket.prefixLength + Int(length)
        }
    }

    private var counters: [UInt16: UInt8] = [:]
    private var mapIdentifier: UInt16?
    private var map: ProgramMap?
    private var clock = ClockCheck()
    private var formats: [UInt16: TrackFormat] = [:]
    /// In the order in which they began.
    private var open: [OpenUnit] = []
    /// The last decode time of all, unwrapped.
    private var lastTime: Int64?
    /// Streams whose time may break off before their next frame.
    private var marked: Set<UInt16> = []
    /// PIDs that no table names and that have been told of.
    private var strays: Set<UInt16> = []
    private var segment = SegmentFacts()
    /// Whether this file has had a program association.
    private var hasAssociation = false

    /// The longest coded frame: what an FLV tag holds.
    private static let longestUnit = 0xFF_FFFF
    /// How many units may wait for one that doesn't end.
    private static let openLimit = 1_024
    /// Where tables of other kinds are (2.4.3.3, table 2-3, and DVB).
    private static let reservedIdentifiers: ClosedRange<UInt16> = 0x01...0x1F

    /// Lets counters, clock and tables begin anew, as after EXT-X-DISCONTINUITY.
    mutating func breakOff() {
        (counters, mapIdentifier, map, clock) = ([:], nil, nil, ClockCheck())
        marked = Set(formats.keys)
    }

    /// Reads a file of the stream to its end.
    mutating func walk(
        _ source: any ByteSource, into log: inout InspectionLog
    ) throws(SourceError) -> SegmentFacts {
        segment = SegmentFacts()
        hasAssociation = false
        var cursor = ByteCursor(source)
        do {
            try walk(&cursor, into: &log)
        } catch {
            switch error {
            case .unreadable(let error): throw error
            case .broken(let violation): log.fault(violation, at: cursor.position)
            }
        }
        for index in open.indices { open[index].isComplete = true }
        flush(into: &log)
        segment.streams = (map?.streams ?? [:]).mapValues { Int($0) }
        return segment
    }

    private mutating func walk(_ cursor: inout ByteCursor, into log: inout InspectionLog) throws(Interruption) {
        while cursor.remaining > 0 {
            let offset = cursor.position
            guard let bytes = try cursor.peek(TransportPacket.length) else { throw .cutOff("a packet") }
            guard bytes.readableBytesView.first == 0x47 else {
                log.fault(.tsSync, at: offset, "A packet doesn't begin with 0x47.")
                try synchronize(&cursor)
                continue
            }
            _ = try cursor.read(TransportPacket.length)
            do {
                let packet = try TransportPacket(bytes)
                try read(packet, at: offset, into: &log)
            } catch {
                log.fault(error, at: offset)
            }
        }
    }

    /// Goes on to the next place where packets begin, or to the end of the file.
    private func synchronize(_ cursor: inout ByteCursor) throws(Interruption) {
        while cursor.remaining > 0 {
            _ = try cursor.read(1)
            let count = Int(min(cursor.remaining, Int64(TransportPacket.length + 1)))
            guard let bytes = try cursor.peek(count)?.readableBytesView else { return }
            if bytes.first == 0x47, count < bytes.count || bytes.last == 0x47 { return }
        }
    }

    private mutating func read(
        _ packet: TransportPacket, at offset: Int64, into log: inout InspectionLog
    ) throws(Violation) {
        let identifier = packet.identifier
        guard identifier != TransportPacket.nullIdentifier else { return }
        count(packet, at: offset, into: &log)
        let isClock = identifier == map?.clockIdentifier
        if packet.isDiscontinuous, isClock, let map { marked.formUnion(map.streams.keys) }
        if let reference = packet.clockReference {
            if !isClock { log.fault(.tsClock, at: offset, "A clock reference stands on PID \(identifier).") }
            do {
                try clock.advance(to: reference, isDiscontinuous: packet.isDiscontinuous)
            } catch {
                log.fault(error, at: offset)
            }
        }
        guard let payload = packet.payload else { return }
        if identifier == 0 || identifier == mapIdentifier {
            guard packet.startsUnit else { throw Violation(.tsTable, "A table goes over several packets.") }
            let section = try ProgramSection(payload)
            if identifier == 0 {
                mapIdentifier = try section.programMapIdentifier()
                hasAssociation = true
            } else {
                try note(try section.programMap())
            }
        } else if map?.streams[identifier] != nil {
            try append(packet, payload, at: offset, into: &log)
        } else if !Self.reservedIdentifiers.contains(identifier), strays.insert(identifier).inserted {
            throw Violation(.tsProgram, "No table before it names PID \(identifier).")
        }
    }

    private mutating func count(_ packet: TransportPacket, at offset: Int64, into log: inout InspectionLog) {
        if let last = counters[packet.identifier], !packet.isDiscontinuous {
            let expected = packet.payload == nil ? last : (last + 1) & 0xF
            if packet.continuityCounter != expected {
                log.fault(
                    .tsContinuity, at: offset,
                    "The counter of PID \(packet.identifier) is \(packet.continuityCounter), not \(expected).")
            }
        }
        // A packet without payload doesn't count, but it tells where the count is.
        counters[packet.identifier] = packet.continuityCounter
    }

    private mutating func note(_ next: ProgramMap) throws(Violation) {
        defer { map = next }
        if segment.firstStreams.isEmpty {
            segment.firstStreams = next.streams.mapValues { Int($0) }
            segment.beginsWithTables = hasAssociation && segment.start == nil && open.isEmpty
        }
        guard let map, map != next, map.version == next.version else { return }
        throw Violation(.tsTable, "The program map changes and keeps its version.")
    }
}

extension TransportStreamWalker {
    private mutating func append(
        _ packet: TransportPacket, _ payload: ByteBuffer, at offset: Int64, into log: inout InspectionLog
    ) throws(Violation) {
        let index = open.lastIndex { $0.identifier == packet.identifier }
        if packet.startsUnit {
            if let index { open[index].isComplete = true }
            open.append(
                OpenUnit(
                    identifier: packet.identifier, bytes: payload, offset: offset,
                    isRandomAccess: packet.isRandomAccess, clockReference: clock.last))
            if open.count > Self.openLimit { open[0].isComplete = true }
        } else {
            guard let index, !open[index].isComplete else {
                throw Violation(.tsPES, "A packet goes on with a PES packet that has ended or never began.")
            }
            guard open[index].bytes.readableBytes <= Self.longestUnit else {
                open.remove(at: index)
                throw Violation(.tsPES, "A PES packet is longer than \(Self.longestUnit) bytes.")
            }
            open[index].bytes.writeImmutableBuffer(payload)
        }
        // The unit of this packet is the last of its PID; one that is as long as it says waits for nothing.
        if let last = open.lastIndex(where: { $0.identifier == packet.identifier }),
            open[last].length == open[last].bytes.readableBytes
        {
            open[last].isComplete = true
        }
        flush(into: &log)
    }

    /// Takes apart what is complete, in the order of beginnings.
    private mutating func flush(into log: inout InspectionLog) {
        while let unit = open.first, unit.isComplete {
            open.removeFirst()
            do { try read(unit, into: &log) } catch { log.fault(error, at: unit.offset) }
        }
    }

    private mutating func read(_ unit: OpenUnit, into log: inout InspectionLog) throws(Violation) {
        let pes = try PESPacket(unit.bytes)
        do { try ClockCheck.check(pes.decodeTime, after: unit.clockReference) } catch {
            log.fault(error, at: unit.offset)
        }
        if pes.hasNeedlessDecodeTime {
            log.remark(.tsPES, at: unit.offset, "A PES header has a decode time that is the presentation time.")
        }
        let decodeTime = Self.unwrap(pes.decodeTime, near: lastTime ?? pes.decodeTime)
        let presentationTime = Self.unwrap(pes.presentationTime, near: decodeTime)
        guard presentationTime >= decodeTime else {
            throw Violation(.tsPES, "A frame is presented before it is decoded.")
        }
        lastTime = decodeTime
        let stream = ElementaryStream(type: map?.streams[unit.identifier] ?? 0)
        guard stream.kind.map({ ($0 == .video) == pes.isVideo }) ?? true else {
            throw Violation(.tsPES, "A PES packet's stream_id isn't of the kind that the map tells.")
        }
        let packet = InspectedPacket(
            track: Int(unit.identifier), kind: pes.isVideo ? .video : .audio, decodeTime: .ticks(decodeTime),
            presentationTime: .ticks(presentationTime), isKeyframe: !pes.isVideo || unit.isRandomAccess,
            framing: .whole, payload: pes.payload, offset: unit.offset)
        let frames = try stream.frames(of: packet, known: formats[unit.identifier], into: &log)
        for frame in frames { count(frame.packet, of: frame.format, on: unit.identifier, into: &log) }
    }

    private mutating func count(
        _ packet: InspectedPacket, of format: TrackFormat, on identifier: UInt16, into log: inout InspectionLog
    ) {
        formats[identifier] = format
        log.note(format, of: packet.track, at: packet.offset)
        log.count(packet, isMarked: marked.remove(identifier) != nil)
        segment.note(packet, format)
    }

    /// The time with these low 33 bits that is nearest to another.
    private static func unwrap(_ ticks: Int64, near time: Int64) -> Int64 {
        let half = Int64(1) << 32
        return time + ((ticks - time + half) & (2 * half - 1)) - half
    }
}
