// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// The NAL units of one video message: checked, and what they hold.
struct AccessUnit {
    /// Length-prefixed units: the message's own bytes unless it had start codes.
    var payload: ByteBuffer
    /// Whether there is a slice of a picture.
    private(set) var hasSlice = false
    /// Whether there is a slice of a picture that decoding can start at: IDR, of H.265 also CRA and BLA.
    private(set) var hasRandomAccess = false
    private let isHEVC: Bool

    /// Walks the units of a message.
    ///
    /// A few publishers write start codes where lengths belong. 00 00 00 01 is also the length of a unit of one
    /// byte, so such a message is taken for start codes only when its lengths don't come out even.
    init(payload: ByteBuffer, lengthSize: Int, isHEVC: Bool) throws(CodecError) {
        self.payload = payload
        self.isHEVC = isHEVC
        var units = NALUnitReader(payload: payload, lengthSize: lengthSize)
        do {
            while let unit = try units.next() { note(unit) }
        } catch {
            guard AnnexBReader.beginsWithStartCode(payload) else { throw error }
            try convert(lengthSize: lengthSize)
        }
    }

    private mutating func convert(lengthSize: Int) throws(CodecError) {
        (hasSlice, hasRandomAccess) = (false, false)
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
        if isHEVC {
            guard let kind = HEVCNALUnit(bytes: unit.bytes)?.kind else { return }
            hasSlice = hasSlice || kind.isSlice
            hasRandomAccess = hasRandomAccess || kind.isRandomAccessPoint
        } else {
            hasSlice = hasSlice || (1...5).contains(unit.kind.rawValue)
            hasRandomAccess = hasRandomAccess || unit.kind == .instantaneousDecoderRefresh
        }
    }
}
