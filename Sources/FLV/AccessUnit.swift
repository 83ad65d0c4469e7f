// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// The NAL units of one video message: checked, and what they hold.
struct AccessUnit {
    /// Length-prefixed units: the message's own bytes unless it had start codes.
    var payload: ByteBuffer
    /// Whether there is a slice of a picture (nal_unit_type 1 to 5).
    private(set) var hasSlice = false
    /// Whether there is a slice of an IDR picture.
    private(set) var hasRefresh = false

    /// Walks the units of a message.
    ///
    /// A few publishers write start codes where lengths belong. 00 00 00 01 is also the length of a unit of one
    /// byte, so such a message is taken for start codes only when its lengths don't come out even.
    init(payload: ByteBuffer, lengthSize: Int) throws(CodecError) {
        self.payload = payload
        var units = NALUnitReader(payload: payload, lengthSize: lengthSize)
        do {
            while let unit = try units.next() { note(unit) }
        } catch {
            guard AnnexBReader.beginsWithStartCode(payload) else { throw error }
            try convert(lengthSize: lengthSize)
        }
    }

    private mutating func convert(lengthSize: Int) throws(CodecError) {
        (hasSlice, hasRefresh) = (false, false)
        var units = AnnexBReader(stream: payload)
        var converted = ByteBuffer()
        while let unit = units.next() {
            let length = unit.bytes.readableBytes
            switch lengthSize {
            case 1 where length <= UInt8.max: converted.writeInteger(UInt8(length))
            case 2 where length <= UInt16.max: converted.writeInteger(UInt16(length))
            case 4: converted.writeInteger(UInt32(length))
            case _: throw .invalid(field: "lengthSizeMinusOne")
            }
            converted.writeImmutableBuffer(unit.bytes)
            note(unit)
        }
        payload = converted
    }

    private mutating func note(_ unit: NALUnit) {
        hasSlice = hasSlice || (1...5).contains(unit.kind.rawValue)
        hasRefresh = hasRefresh || unit.kind == .instantaneousDecoderRefresh
    }
}
