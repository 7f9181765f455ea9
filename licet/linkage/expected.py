"""Children who are expected: the day they are expected on is compared as their day of birth."""

import pyarrow as pa
import pyarrow.compute as pc


def with_expected(people: pa.Table) -> pa.Table:
    """The same people; where no date of birth is known, the date on which a child is expected stands for it.

    Without it somebody who has no name yet, and shares an address with everybody at home, could be anybody
    there.
    """
    if not {"birth_date", "expected_date"} <= set(people.column_names):
        return people
    born = pc.coalesce(people["birth_date"], people["expected_date"])
    return people.set_column(people.schema.get_field_index("birth_date"), "birth_date", born)
