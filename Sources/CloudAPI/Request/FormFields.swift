// SPDX-License-Identifier: Apache-2.0

/// The names and values of a query or a form body, decoded, in the order in which they were sent.
///
/// Reads `+` and `%20` both as a space: the documents ask for the one and the Python SDK sends the other.
package struct FormFields: Hashable, Sendable {
    /// One name and its value.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Fields of one request; no action has near as many.
    package static let maximumFields = 10_000

    package let fields: [Field]

    /// Throws `InvalidParameter` for a field without `=`, a broken escape, or text that is not UTF-8.
    package init(_ text: some Collection<UInt8>) throws(APIFault) {
        var fields: [Field] = []
        for piece in text.split(separator: UInt8(ascii: "&"), maxSplits: Self.maximumFields) {
            guard fields.count < Self.maximumFields else {
                throw APIFault(.invalidParameter, "The request has more than \(Self.maximumFields) parameters.")
            }
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else {
                throw APIFault(
                    .invalidParameter, "Url key and value should be splited by `=`.", chinese: "参数名与参数值应以 `=` 分隔。")
            }
            guard let name = piece[..<equals].percentDecoded,
                let value = piece[piece.index(after: equals)...].percentDecoded
            else { throw APIFault(.invalidParameter, "A parameter is not percent-encoded UTF-8.") }
            fields.append(Field(name: name, value: value))
        }
        self.fields = fields
    }

    /// The value of the first field of this name.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}
