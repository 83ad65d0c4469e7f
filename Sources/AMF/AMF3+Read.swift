// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Reads AMF3 values that share one set of reference tables (AMF3, 2.2: strings, objects, traits).
package struct AMF3Reader: Sendable {
    /// The class of an object: its name and the members that every instance sends in this order.
    private struct Traits {
        var className: String
        var members: [String]
        var isDynamic: Bool
    }

    /// What follows the marker of a complex value (AMF3, 3.8 and on).
    private enum Head {
        case reference(Int)
        /// The other 28 bits: a length, a count or flags.
        case inline(Int)
    }

    private(set) var bytes: ByteBuffer
    private(set) var budget: AMFBudget
    private var strings: [String] = []
    private var objects = AMFReferences()
    private var traits: [Traits] = []

    package init(_ bytes: ByteBuffer, budget: AMFBudget = AMFBudget()) {
        self.bytes = bytes
        self.budget = budget
    }

    /// The next value; nil when all bytes are read.
    package mutating func next() throws(AMFError) -> AMFValue? {
        bytes.readableBytes == 0 ? nil : try readValue()
    }

    private mutating func readValue() throws(AMFError) -> AMFValue {
        try budget.spend()
        let byte: UInt8 = try readInteger()
        guard let marker = AMF3Marker(rawValue: byte) else { throw .unknownMarker(byte) }
        switch marker {
        case .undefined: return .undefined
        case .null: return .null
        case .false: return .boolean(false)
        case .true: return .boolean(true)
        // 29 bits, two's complement (AMF3, 3.6).
        case .integer: return .number(Double(Int32(bitPattern: try readU29() << 3) >> 3))
        case .double: return .number(try readDouble())
        case .string: return .string(try readText())
        case .xmlDocument, .xml, .date, .array, .object, .byteArray, .vectorInt, .vectorUInt, .vectorDouble,
            .vectorObject, .dictionary:
            return try readComplex(marker)
        }
    }

    private mutating func readComplex(_ marker: AMF3Marker) throws(AMFError) -> AMFValue {
        switch try readHead() {
        case .reference(let index): return try objects.value(at: index, budget: &budget)
        case .inline(let number):
            try budget.descend()
            let place = objects.reserve()
            let before = budget.values
            let value = try readInline(marker, number)
            objects.fill(place, with: value, count: before - budget.values)
            budget.ascend()
            return value
        }
    }

    private mutating func readInline(_ marker: AMF3Marker, _ number: Int) throws(AMFError) -> AMFValue {
        switch marker {
        case .xmlDocument, .xml: return .xmlDocument(try readString(length: number))
        case .date: return .date(milliseconds: try readDouble(), timeZone: 0)
        case .array: return try readArray(count: number)
        case .object: return try readObject(flags: number)
        case .byteArray:
            guard let slice = bytes.readSlice(length: number) else { throw .truncated }
            return .byteArray(slice)
        case .vectorInt:
            return try readVector(count: number) { reader throws(AMFError) in
                .number(Double(try reader.readInteger(as: Int32.self)))
            }
        case .vectorUInt:
            return try readVector(count: number) { reader throws(AMFError) in
                .number(Double(try reader.readInteger(as: UInt32.self)))
            }
        case .vectorDouble:
            return try readVector(count: number) { reader throws(AMFError) in .number(try reader.readDouble()) }
        case .vectorObject: return try readVectorOfObjects(count: number)
        case .dictionary: return try readDictionary(count: number)
        case .undefined, .null, .false, .true, .integer, .double, .string:
            throw .unknownMarker(marker.rawValue)
        }
    }

    /// Named members until an empty name, then `count` elements (AMF3, 3.11).
    private mutating func readArray(count: Int) throws(AMFError) -> AMFValue {
        var properties = try readDynamicMembers()
        var elements: [AMFValue] = []
        for _ in 0..<count { elements.append(try readValue()) }
        if properties.isEmpty { return .strictArray(elements) }
        for (index, element) in elements.enumerated() { properties.append(AMFProperty(String(index), element)) }
        return .ecmaArray(properties)
    }

    private mutating func readObject(flags: Int) throws(AMFError) -> AMFValue {
        let traits = try readTraits(flags: flags)
        var properties: [AMFProperty] = []
        for name in traits.members { properties.append(AMFProperty(name, try readValue())) }
        if traits.isDynamic { properties += try readDynamicMembers() }
        return traits.className.isEmpty
            ? .object(properties) : .typedObject(className: traits.className, properties)
    }

    /// Reads the class of an object, or finds it among those read before (AMF3, 3.12).
    private mutating func readTraits(flags: Int) throws(AMFError) -> Traits {
        guard flags & 1 == 1 else {
            guard traits.indices.contains(flags >> 1) else { throw .invalidReference }
            return traits[flags >> 1]
        }
        guard flags & 2 == 0 else { throw .externalizable }
        let className = try readText()
        var members: [String] = []
        // A member's name can cost one byte, and all of them are walked again for each object of the class.
        for _ in 0..<(flags >> 3) {
            try budget.spend()
            members.append(try readText())
        }
        let read = Traits(className: className, members: members, isDynamic: flags & 4 != 0)
        traits.append(read)
        return read
    }

    private mutating func readDynamicMembers() throws(AMFError) -> [AMFProperty] {
        var properties: [AMFProperty] = []
        while true {
            let name = try readText()
            if name.isEmpty { return properties }
            properties.append(AMFProperty(name, try readValue()))
        }
    }

    private mutating func readVector(
        count: Int, element: (inout Self) throws(AMFError) -> AMFValue
    ) throws(AMFError) -> AMFValue {
        _ = try readInteger(as: UInt8.self)  // whether the vector has a fixed length
        try budget.spend(count)
        var elements: [AMFValue] = []
        for _ in 0..<count { elements.append(try element(&self)) }
        return .strictArray(elements)
    }

    private mutating func readVectorOfObjects(count: Int) throws(AMFError) -> AMFValue {
        _ = try readInteger(as: UInt8.self)
        _ = try readText()  // the name of the elements' class
        var elements: [AMFValue] = []
        for _ in 0..<count { elements.append(try readValue()) }
        return .strictArray(elements)
    }

    private mutating func readDictionary(count: Int) throws(AMFError) -> AMFValue {
        _ = try readInteger(as: UInt8.self)  // whether keys are held weakly
        var pairs: [AMFValue] = []
        for _ in 0..<count { pairs.append(.strictArray([try readValue(), try readValue()])) }
        return .strictArray(pairs)
    }

    private mutating func readHead() throws(AMFError) -> Head {
        let integer = try readU29()
        return integer & 1 == 0 ? .reference(Int(integer >> 1)) : .inline(Int(integer >> 1))
    }

    /// Reads text, or finds it among those read before; the empty string is never referred to (AMF3, 1.3.2).
    private mutating func readText() throws(AMFError) -> String {
        switch try readHead() {
        case .reference(let index):
            guard strings.indices.contains(index) else { throw .invalidReference }
            return strings[index]
        case .inline(let length):
            let text = try readString(length: length)
            if !text.isEmpty { strings.append(text) }
            return text
        }
    }

    private mutating func readString(length: Int) throws(AMFError) -> String {
        guard let string = bytes.readString(length: length) else { throw .truncated }
        return string
    }

    /// Reads an integer of 29 bits: seven in each of up to three bytes, eight in the fourth (AMF3, 1.3.1).
    private mutating func readU29() throws(AMFError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<3 {
            let byte: UInt8 = try readInteger()
            value = value << 7 | UInt32(byte & 0x7F)
            if byte & 0x80 == 0 { return value }
        }
        return value << 8 | UInt32(try readInteger(as: UInt8.self))
    }

    private mutating func readDouble() throws(AMFError) -> Double {
        Double(bitPattern: try readInteger())
    }

    private mutating func readInteger<Integer: FixedWidthInteger>(
        as: Integer.Type = Integer.self
    ) throws(AMFError) -> Integer {
        guard let integer = bytes.readInteger(as: Integer.self) else { throw .truncated }
        return integer
    }
}
