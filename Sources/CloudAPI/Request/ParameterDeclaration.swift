// SPDX-License-Identifier: Apache-2.0

/// One parameter of an action, as the action's own reading of a request tells it.
package struct ParameterDeclaration: Hashable, Sendable {
    /// What a value must be (reference: api3-protocol, 7.1).
    package indirect enum Kind: Hashable, Sendable {
        case string
        case integer(isSigned: Bool)
        case boolean
        case float
        case object([ParameterDeclaration])
        case list(Kind)
    }

    package var name: String
    package var kind: Kind
    package var isRequired: Bool

    package init(name: String, kind: Kind, isRequired: Bool) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
    }
}

extension Action {
    /// Every parameter that the action reads, in its order.
    package static var parameters: [ParameterDeclaration] {
        var listing = Parameters.listing(path: "")
        // In a listing nothing is missing or wrong, so nothing is thrown; a test compares each list with the document.
        _ = try? Self(&listing)
        return listing.declared ?? []
    }
}
