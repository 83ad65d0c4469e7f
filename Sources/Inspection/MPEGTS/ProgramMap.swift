// SPDX-License-Identifier: Apache-2.0

import MPEGTS
package import NIOCore

/// What a program is made of, as its map tells (ISO/IEC 13818-1, 2.4.4.8).
package struct ProgramMap: Hashable, Sendable {
    package var version: UInt8
    package var clockIdentifier: UInt16
    /// stream_type by PID.
    package var streams: [UInt16: UInt8]

    package init(version: UInt8, clockIdentifier: UInt16, streams: [UInt16: UInt8]) {
        self.version = version
        self.clockIdentifier = clockIdentifier
        self.streams = streams
    }
}

/// A section of a program table that a payload begins with (2.4.4.1 and 2.4.4.11).
package struct ProgramSection {
    package let table: UInt8
    /// table_id_extension: transport_stream_id or program_number.
    package let number: UInt16
    package let version: UInt8
    /// What stands between the section's header and its checksum.
    package let contents: ByteBuffer

    /// Reads the payload of a packet that starts a unit; a section that doesn't fit one packet isn't read.
    package init(_ payload: ByteBuffer) throws(Violation) {
        var payload = payload
        guard payload.readLengthPrefixedSlice(as: UInt8.self) != nil,
            let head = payload.getInteger(at: payload.readerIndex, as: UInt32.self)
        else { throw Violation(.tsTable, "A table's packet ends before the table begins.") }
        let length = Int(head >> 8 & 0xFFF)
        guard length >= 9, let section = payload.readSlice(length: 3 + length) else {
            throw Violation(.tsTable, "A table of \(length) bytes doesn't fit its packet.")
        }
        guard CRC32.checksum(of: section.readableBytesView) == 0 else {
            throw Violation(.tsTable, "A table's checksum is wrong.")
        }
        guard head >> 22 & 3 == 0b10 else { throw Violation(.tsTable, "A table isn't in the long form.") }
        guard payload.readableBytesView.allSatisfy({ $0 == 0xFF }) else {
            throw Violation(.tsTable, "What follows a table isn't stuffing.")
        }
        var rest = section
        guard
            let (table, _, number, flags, index, last) = rest.readMultipleIntegers(
                as: (UInt8, UInt16, UInt16, UInt8, UInt8, UInt8).self),
            let contents = rest.readSlice(length: length - 9)
        else { throw Violation(.tsTable, "A table ends within its header.") }
        guard flags & 1 == 1, index == 0, last == 0 else {
            throw Violation(.tsTable, "A table isn't current, or has several sections.")
        }
        (self.table, self.number, self.contents) = (table, number, contents)
        version = flags >> 1 & 0x1F
    }

    /// The PID of the map of the one program (2.4.4.3).
    package func programMapIdentifier() throws(Violation) -> UInt16 {
        guard table == 0 else { throw Violation(.tsTable, "The table on PID 0 isn't the program association.") }
        var rest = contents
        var maps: [UInt16] = []
        while let (program, identifier) = rest.readMultipleIntegers(as: (UInt16, UInt16).self) {
            // Program 0 is the network's own table.
            if program != 0 { maps.append(identifier & 0x1FFF) }
        }
        guard maps.count == 1, let map = maps.first, rest.readableBytes == 0 else {
            throw Violation(.tsTable, "The program association names \(maps.count) programs, not one.")
        }
        return map
    }

    /// What the map says (2.4.4.8).
    package func programMap() throws(Violation) -> ProgramMap {
        let cutOff = Violation(.tsTable, "The program map ends within its streams.")
        guard table == 2 else { throw Violation(.tsTable, "The table on the map's PID isn't a program map.") }
        var rest = contents
        guard let (clock, length) = rest.readMultipleIntegers(as: (UInt16, UInt16).self),
            rest.readSlice(length: Int(length & 0xFFF)) != nil
        else { throw cutOff }
        var streams: [UInt16: UInt8] = [:]
        while rest.readableBytes > 0 {
            guard let (kind, identifier, length) = rest.readMultipleIntegers(as: (UInt8, UInt16, UInt16).self),
                rest.readSlice(length: Int(length & 0xFFF)) != nil
            else { throw cutOff }
            guard streams.updateValue(kind, forKey: identifier & 0x1FFF) == nil else {
                throw Violation(.tsTable, "The program map names a PID twice.")
            }
        }
        return ProgramMap(version: version, clockIdentifier: clock & 0x1FFF, streams: streams)
    }
}
