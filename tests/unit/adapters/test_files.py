"""Projects are found where people expect them; files are read plainly and written whole."""

import os
import stat

import pytest

from orchestrator.adapters.files import Project, builtin_root, find_workflow, project_root, read_text, write_text
from orchestrator.domain.errors import UsageError


@pytest.fixture
def project(tmp_path):
    for folder in ("agents", "templates/zh", "workflows"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_the_nearest_folder_with_settings_is_the_project(project):
    (project / "inkloom.toml").touch()
    deep = project / "drafts" / "may"
    deep.mkdir(parents=True)
    assert project_root(deep / "w.yaml", project) == project
    assert project_root(None, deep) == project


def test_without_settings_it_is_the_workflows_folder_or_the_parent_of_workflows(project):
    assert project_root(project / "w.yaml", project) == project
    assert project_root(project / "workflows" / "w.yaml", project) == project
    assert project_root(None, project) == project


def test_a_projects_own_files_win_by_name_and_chinese_templates_keep_their_folder(project):
    (project / "agents" / "critic.yaml").write_text("role: critic")
    (project / "templates" / "zh" / "mine.md.j2").write_text("你好")
    home = Project(project, builtin_root())
    assert home.cards().texts["critic"].text == "role: critic"
    assert home.cards().own == {"critic"}
    assert "planner" in home.cards().texts
    assert home.templates().texts["zh/mine.md.j2"].text == "你好"


def test_a_template_of_a_project_puts_its_shipped_namesake_aside_with_all_translations(project):
    (project / "templates" / "critic.md.j2").write_text("Find faults.")
    home = Project(project, builtin_root())
    assert "zh/critic.md.j2" in Project(project / "elsewhere", builtin_root()).templates().texts
    assert "zh/critic.md.j2" not in home.templates().texts
    assert "zh/editor.md.j2" in home.templates().texts
    (project / "templates" / "zh" / "critic.md.j2").write_text("找错")
    assert home.templates().texts["zh/critic.md.j2"].text == "找错"


def test_the_checks_of_a_project_are_its_own_files(project):
    assert Project(project, builtin_root()).checks().texts == {}
    (project / "checks").mkdir()
    (project / "checks" / "house-words.yaml").write_text("check: house-words")
    shelf = Project(project, builtin_root()).checks()
    assert shelf.texts["house-words"].text == "check: house-words"
    assert shelf.own == {"house-words"}


def test_a_link_out_of_the_project_is_not_followed(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.yaml"
    outside.write_text("role: secret")
    (project / "agents" / "secret.yaml").symlink_to(outside)
    assert "secret" not in Project(project, builtin_root()).cards().texts


def test_a_workflow_is_a_path_or_a_name(project):
    (project / "workflows" / "mine.yaml").write_text("name: mine")
    home = Project(project, builtin_root())
    assert find_workflow("mine", home).text == "name: mine"
    assert find_workflow(str(project / "workflows" / "mine.yaml"), home).text == "name: mine"
    assert "short-story" in find_workflow("short-story", home).text
    with pytest.raises(UsageError, match="no workflow 'short-stroy'") as caught:
        find_workflow("short-stroy", home)
    assert "did you mean 'short-story'?" in caught.value.hint
    with pytest.raises(UsageError, match="no such file"):
        find_workflow("gone.yaml", home)


def test_a_byte_order_mark_is_forgiven_and_other_encodings_are_told(tmp_path):
    (tmp_path / "bom").write_bytes(b"\xef\xbb\xbfhello")
    (tmp_path / "gbk").write_bytes("你好".encode("gbk"))
    assert read_text(tmp_path / "bom") == "hello"
    with pytest.raises(UsageError, match="not UTF-8"):
        read_text(tmp_path / "gbk")
    with pytest.raises(UsageError, match="Is a directory"):
        read_text(tmp_path)


def test_a_file_is_written_whole_with_the_usual_rights_or_not_at_all(tmp_path):
    path = write_text(tmp_path / "out" / "story.md", "Once.\n")
    assert path.read_bytes() == b"Once.\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_umask()
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_text() == "Once.\n"
    assert os.listdir(path.parent) == ["story.md"]


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_what_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        write_text(tmp_path / "file" / "story.md", "x")
