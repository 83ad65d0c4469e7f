// SPDX-License-Identifier: Apache-2.0

/// What a caller did wrong, or met with: the `Error` of an answer.
package struct APIFault: Error, Hashable, Sendable {
    package var code: ErrorCode
    /// For people; clients go by the code.
    package var message: String

    package init(_ code: ErrorCode, _ message: String? = nil) {
        self.code = code
        self.message = message ?? code.sentence
    }

    /// A required parameter is absent.
    package static func missing(_ name: String) -> APIFault {
        APIFault(.missingParameter, "The request is missing a required parameter `\(name)`.")
    }

    /// A parameter that the action does not have was given.
    package static func unknown(_ name: String) -> APIFault {
        APIFault(.unknownParameter, "The parameter `\(name)` is not recognized.")
    }

    /// A parameter has the wrong JSON type; `type` is the right one.
    package static func type(of name: String, shouldBe type: String) -> APIFault {
        APIFault(
            .invalidParameter,
            "The value type of parameter `\(name)` is not valid, input type should be `\(type)`.")
    }

    /// A parameter's value is outside what is documented; `rule` says what is asked for.
    package static func value(
        _ value: some CustomStringConvertible, of name: String, code: ErrorCode = .invalidParameterValue,
        rule: String? = nil
    ) -> APIFault {
        let sentence = "The value `\(value)` specified in the parameter `\(name)` is not valid."
        return APIFault(code, rule.map { "\(sentence) \($0)" } ?? sentence)
    }
}
