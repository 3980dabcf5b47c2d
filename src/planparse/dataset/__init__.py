"""Many plans as a dataset: a folder of Parquet tables and a manifest (数据集)."""

from planparse.dataset.read import Dataset, read_dataset
from planparse.dataset.rows import Failure, NamedPlan
from planparse.dataset.schema import TABLES, UNIT_FIELDS
from planparse.dataset.write import check_target, write_dataset

__all__ = ["TABLES", "UNIT_FIELDS", "Dataset", "Failure", "NamedPlan", "check_target", "read_dataset", "write_dataset"]
